import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  /** The form, the JSON inside `payload`, or the JSON body. */
  readonly body: Record<string, unknown>;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly delayMs?: number;
}

export interface TinyApp {
  readonly url: string;
  readonly heard: Heard[];
  /** Decides how requests are answered from now on; 200 with an empty body by default. */
  answer(how: (heard: Heard) => Reply | Promise<Reply>): void;
  close(): Promise<void>;
}

/** An app on a port of its own that hears what Slack sends and answers as a test says. */
export async function startTinyApp(): Promise<TinyApp> {
  const heard: Heard[] = [];
  let how: (heard: Heard) => Reply | Promise<Reply> = () => ({});
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      const one = { headers: request.headers, raw, body: parse(raw, request.headers['content-type'] ?? '') };
      heard.push(one);
      const { status = 200, headers = {}, body = '', delayMs = 0 } = await how(one);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  const url = await listen(server);
  return {
    url,
    heard,
    answer: (next) => {
      how = next;
    },
    close: () => closeServer(server),
  };
}

function parse(raw: string, contentType: string): Record<string, unknown> {
  if (contentType.startsWith('application/json')) {
    return JSON.parse(raw);
  }
  const form = Object.fromEntries(new URLSearchParams(raw));
  return form['payload'] === undefined ? form : JSON.parse(form['payload']);
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return `http://127.0.0.1:${address.port}`;
}

export function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
