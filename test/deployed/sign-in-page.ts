import { calculatePKCECodeChallenge, generateRandomCodeVerifier } from "oauth4webapi";

/** The client that the pages have with a user pool. */
export interface PagesClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/**
 * An access token, got as a person gets it: by the pool's sign-in page, code and PKCE. No other way gives a token with the scope that
 * opens the API. It knows a page with one form for name and password, and no second factor.
 */
export async function signedInByPage(
  { issuer, clientId, redirectUri, scopes }: PagesClient,
  user: { readonly username: string; readonly password: string },
): Promise<string> {
  const { authorization_endpoint: authorize, token_endpoint: token } = (await (
    await fetch(`${issuer}/.well-known/openid-configuration`)
  ).json()) as Record<string, string>;
  if (authorize === undefined || token === undefined) throw new Error(`${issuer} names no sign-in page.`);
  const verifier = generateRandomCodeVerifier();
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(" "),
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const code = await codeFromPage(new URL(`${authorize}?${asked}`), user);
  const given = await fetch(token, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  const { access_token: accessToken, ...others } = (await given.json()) as Record<string, string>;
  if (accessToken === undefined) throw new Error(`The user pool gave no token: ${JSON.stringify(others)}`);
  return accessToken;
}

async function codeFromPage(address: URL, user: { readonly username: string; readonly password: string }) {
  const { page, at, cookies } = await opened(address);
  const form = /<form[^>]*>(?:(?!<\/form>).)*name="password".*?<\/form>/s.exec(page)?.[0] ?? "";
  const hidden = [...form.matchAll(/<input(?=[^>]*type="hidden")[^>]*>/g)].map(([input]): [string, string] => [
    unescaped(/name="([^"]*)"/.exec(input)?.[1] ?? ""),
    unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? ""),
  ]);
  const sent = await fetch(new URL(unescaped(/action="([^"]*)"/.exec(form)?.[1] ?? ""), at), {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookies.join("; ") },
    body: new URLSearchParams([...hidden, ...Object.entries(user)]),
  });
  const code = new URL(sent.headers.get("location") ?? "", at).searchParams.get("code");
  if (code === null) throw new Error(`The sign-in page let ${user.username} not in: a second factor, perhaps.`);
  return code;
}

/** The page to which an address leads, and the cookies on the way. */
async function opened(address: URL) {
  const cookies: string[] = [];
  for (let at = address; ; ) {
    const response = await fetch(at, { redirect: "manual", headers: { cookie: cookies.join("; ") } });
    cookies.push(...response.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? ""));
    const next = response.headers.get("location");
    if (next === null) return { page: await response.text(), at, cookies };
    at = new URL(next, at);
  }
}

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#x27|#39);/g, (entity) => entities[entity] ?? entity);
}

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#39;": "'",
};
