import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { DeployedAgency } from "./deployed-agency.ts";

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
  private readonly ready: Promise<void>;

  constructor({ region, userPoolId, clientId }: DeployedAgency) {
    if (userPoolId === undefined || clientId === undefined) {
      throw new Error(
        "This agency has a token issuer of its own: name an address at E2E_TOKEN_URL that answers like POST /local/token.",
      );
    }
    this.client = new CognitoIdentityProviderClient({ region });
    this.pool = { UserPoolId: userPoolId };
    this.clientId = clientId;
    this.ready = this.allowPasswords();
  }

  token(userId: string, permissions: readonly string[]): Promise<IssuedToken> {
    const key = JSON.stringify([userId, [...permissions].sort()]);
    const known = this.tokens.get(key) ?? this.signIn(`e2e-${this.run}-${this.tokens.size}@test.example`, permissions);
    this.tokens.set(key, known);
    return known;
  }

  private async signIn(Username: string, permissions: readonly string[]): Promise<IssuedToken> {
    await this.ready;
    const Password = `Aa1!${crypto.randomUUID()}`;
    const user = { ...this.pool, Username };
    const { User } = await this.client.send(
      new AdminCreateUserCommand({ ...user, TemporaryPassword: Password, MessageAction: "SUPPRESS" }),
    );
    await this.client.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
    for (const GroupName of permissions) {
      await this.client.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
    }
    const { AuthenticationResult } = await this.client.send(
      new AdminInitiateAuthCommand({
        ...this.pool,
        ClientId: this.clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      }),
    );
    const subject = User?.Attributes?.find(({ Name }) => Name === "sub")?.Value;
    const accessToken = AuthenticationResult?.AccessToken;
    if (accessToken === undefined || subject === undefined) {
      throw new Error(`The user pool gave no token to ${Username}: a second factor is asked for, perhaps.`);
    }
    return { access_token: accessToken, subject };
  }

  /** The web client takes the SRP protocol alone; tests sign in as administrators do, until the next deployment. */
  private async allowPasswords(): Promise<void> {
    const client = { ...this.pool, ClientId: this.clientId };
    const { UserPoolClient = {} } = await this.client.send(new DescribeUserPoolClientCommand(client));
    const flow = "ALLOW_ADMIN_USER_PASSWORD_AUTH" as const;
    const {
      ExplicitAuthFlows = [],
      CreationDate,
      LastModifiedDate,
      ClientSecret,
      UserPoolId,
      ...same
    } = UserPoolClient;
    if (!ExplicitAuthFlows.includes(flow)) {
      // What an update leaves out goes back to its default.
      await this.client.send(
        new UpdateUserPoolClientCommand({ ...same, ...client, ExplicitAuthFlows: [...ExplicitAuthFlows, flow] }),
      );
    }
  }
}
