import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** One request, one whole answer. Global `fetch` costs 30 ms on its first use; these modules are loaded anyway. */
export function httpRequest(
  url: URL,
  { method, headers, body, timeoutMs, signal }: HttpRequest,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? overHttps : overHttp;
    const outgoing = send(
      url,
      { method, headers: { ...headers }, ...(signal ? { signal } : {}) },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const flat = Object.entries(incoming.headers).map(
            ([name, value]) => [name, String(value)] as const,
          );
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(flat),
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      },
    );
    if (timeoutMs !== undefined) {
      outgoing.setTimeout(timeoutMs, () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    }
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
