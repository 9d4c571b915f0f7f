import { untouchedBalance } from "../../domain/balance.ts";
import { type ClientRecord, rowFacts } from "../../domain/client-record.ts";
import { type AuthorizationUsage, touchedDays, type UsageChange } from "../../domain/posting.ts";
import type { Service } from "../../domain/service.ts";
import type { RowFacts } from "../../domain/tracker-row.ts";
import type { AuthorizationBalance, DayOfService } from "../../domain/usage.ts";
import { type Discontinued, discontinuedRowFacts, readDiscontinued } from "../../store/history.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { readDays, readService } from "../../store/services.ts";

type DayOfAuthorization = Pick<DayOfService, "authorizationId" | "serviceDate">;
const dayName = ({ authorizationId, serviceDate }: DayOfAuthorization) => `${authorizationId} ${serviceDate}`;

/**
 * A client's services and what they use, posting by posting. Each item is read once, after the client's record and so under its
 * revision. What was posted counts for what is decided next, before any of it is stored.
 */
export class ClientUsage {
  readonly #table: OpenedTable;
  readonly #balances: Map<string, AuthorizationBalance>;
  readonly #discontinued = new Map<string, Discontinued | undefined>();
  readonly #days = new Map<string, DayOfService>();
  readonly #services = new Map<string, Service | undefined>();
  readonly #client: ClientRecord;

  constructor(table: OpenedTable, client: ClientRecord) {
    this.#table = table;
    this.#client = client;
    this.#balances = new Map(client.balances);
  }

  /** The client with the balances after the postings so far. */
  get record(): ClientRecord {
    return { ...this.#client, balances: this.#balances };
  }

  async service(serviceId: string): Promise<Service | undefined> {
    if (!this.#services.has(serviceId))
      this.#services.set(serviceId, await readService(this.#table, this.#client.client.clientId, serviceId));
    return this.#services.get(serviceId);
  }

  /** The days that are asked for; empty if no service was ever posted on one. */
  async days(asked: readonly DayOfAuthorization[]): Promise<DayOfService[]> {
    const unknown = asked.filter((day) => !this.#days.has(dayName(day)));
    if (unknown.length > 0) this.know(await readDays(this.#table, unknown));
    return asked.flatMap((day) => this.#days.get(dayName(day)) ?? []);
  }

  /** Takes days that were read already. */
  know(days: readonly DayOfService[]): void {
    for (const day of days) this.#days.set(dayName(day), day);
  }

  /** The row facts of authorizations by id, discontinued or not; none for an authorization that the client never had. */
  async facts(authorizationIds: readonly string[]): Promise<Map<string, RowFacts>> {
    const { record } = this;
    const elsewhere = new Set(authorizationIds.filter((id) => !record.authorizations.has(id)));
    const unknown = [...elsewhere].filter((id) => !this.#discontinued.has(id));
    const found = await readDiscontinued(this.#table, record.client.clientId, unknown);
    for (const id of unknown) this.#discontinued.set(id, found.get(id));
    const factsOf = (id: string): RowFacts | undefined => {
      const current = record.authorizations.get(id);
      if (current !== undefined) return rowFacts(record, current);
      const discontinued = this.#discontinued.get(id);
      return discontinued && discontinuedRowFacts(record, discontinued);
    };
    return new Map(authorizationIds.flatMap((id) => [[id, factsOf(id)] as const]).filter(isFound));
  }

  /**
   * The usage that posting `next` in place of `previous` changes: of the authorization used before, and of the one used
   * afterwards.
   */
  async touched(previous: Service | undefined, next: Service): Promise<AuthorizationUsage[]> {
    const places = touchedDays(previous, next);
    const ids = [...new Set(places.map(({ authorizationId }) => authorizationId))];
    const [days, facts] = [await this.days(places), await this.facts(ids)];
    return ids.map((authorizationId) => {
      const found = facts.get(authorizationId);
      if (found === undefined) throw new Error(`The authorization ${authorizationId} of a service is gone.`);
      const balance = this.#balances.get(authorizationId) ?? this.#discontinued.get(authorizationId)?.balance;
      return {
        authorization: found.authorization,
        balance: balance ?? { authorizationId, ...untouchedBalance, version: 0 },
        days: days.filter((day) => day.authorizationId === authorizationId),
      };
    });
  }

  /** From here on the service and the usage count as posted. */
  posted(service: Service, changes: readonly UsageChange[]): void {
    this.#services.set(service.serviceId, service);
    for (const { authorization, balance, days } of changes) {
      const { authorizationId } = authorization;
      const discontinued = this.#discontinued.get(authorizationId);
      if (discontinued === undefined) this.#balances.set(authorizationId, balance);
      else this.#discontinued.set(authorizationId, { ...discontinued, balance });
      this.know(days);
    }
  }
}

const isFound = (entry: readonly [string, RowFacts | undefined]): entry is readonly [string, RowFacts] =>
  entry[1] !== undefined;
