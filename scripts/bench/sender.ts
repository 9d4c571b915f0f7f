import type { LocalStack } from "../../local/local-stack.ts";

/** Sends a request and answers with the body of its reply. Throws when it is refused. */
export type Send = (method: string, path: string, body?: object, ifMatch?: number) => Promise<Record<string, string>>;

export function sender(stack: LocalStack, token: string): Send {
  return async (method, path, body, ifMatch) => {
    const response = await fetch(`${stack.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(ifMatch !== undefined && { "if-match": `"${ifMatch}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
}
