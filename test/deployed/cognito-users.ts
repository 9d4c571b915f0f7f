import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { DeployedAgency } from "./deployed-agency.ts";
import { type PagesClient, signedInByPage } from "./sign-in-page.ts";

export interface IssuedToken {
  readonly access_token: string;
  /** Who the API takes the token's owner for: a pool makes that up itself. */
  readonly subject: string;
}

/** Test users of an agency's own user pool: one for each user id and set of permissions, in the groups of these. */
export class CognitoUsers {
  private readonly client: CognitoIdentityProviderClient;
  private readonly pool: { readonly UserPoolId: string };
  private readonly clientId: string;
  /** Users stay in the pool: each run has its own. */
  private readonly run = Date.now().toString(36);
  private readonly tokens = new Map<string, Promise<IssuedToken>>();
  private readonly region: string;
  private pages: Promise<PagesClient> | undefined;

  constructor({ region, userPoolId, clientId }: DeployedAgency) {
    if (userPoolId === undefined || clientId === undefined) {
      throw new Error(
        "This agency has a token issuer of its own: name an address at E2E_TOKEN_URL that answers like POST /local/token.",
      );
    }
    this.client = new CognitoIdentityProviderClient({ region });
    this.pool = { UserPoolId: userPoolId };
    this.clientId = clientId;
    this.region = region;
  }

  token(userId: string, permissions: readonly string[]): Promise<IssuedToken> {
    const key = JSON.stringify([userId, [...permissions].sort()]);
    const known = this.tokens.get(key) ?? this.signIn(`e2e-${this.run}-${this.tokens.size}@test.example`, permissions);
    this.tokens.set(key, known);
    return known;
  }

  private async signIn(Username: string, permissions: readonly string[]): Promise<IssuedToken> {
    const Password = `Aa1!${crypto.randomUUID()}`;
    const user = { ...this.pool, Username };
    const { User } = await this.client.send(
      new AdminCreateUserCommand({ ...user, TemporaryPassword: Password, MessageAction: "SUPPRESS" }),
    );
    await this.client.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
    for (const GroupName of permissions) {
      await this.client.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
    }
    const subject = User?.Attributes?.find(({ Name }) => Name === "sub")?.Value;
    if (subject === undefined) throw new Error(`The user pool made no user of ${Username}.`);
    this.pages ??= this.pagesClient();
    return {
      access_token: await signedInByPage(await this.pages, { username: Username, password: Password }),
      subject,
    };
  }

  /** The pages' client, as the pool has it. */
  private async pagesClient(): Promise<PagesClient> {
    const { UserPoolClient: client } = await this.client.send(
      new DescribeUserPoolClientCommand({ ...this.pool, ClientId: this.clientId }),
    );
    return {
      issuer: issuerOf(this.region, this.pool.UserPoolId),
      clientId: this.clientId,
      redirectUri: client?.CallbackURLs?.[0] ?? "",
      scopes: client?.AllowedOAuthScopes ?? [],
    };
  }
}

/** An emulator's issuer answers at the emulator's own address. */
function issuerOf(region: string, userPoolId: string): string {
  const endpoint = process.env["AWS_ENDPOINT_URL"] ?? `https://cognito-idp.${region}.amazonaws.com`;
  return `${endpoint}/${userPoolId}`;
}
