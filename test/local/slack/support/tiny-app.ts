import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';

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
  const respond = async (
    headers: IncomingHttpHeaders,
    raw: string,
    response: ServerResponse,
  ): Promise<void> => {
    const one = { headers, raw, body: parse(raw, headers['content-type'] ?? '') };
    heard.push(one);
    const answer = await how(one);
    await new Promise((resolve) => setTimeout(resolve, answer.delayMs ?? 0));
    const { status = 200, headers: sent = {}, body = '' } = answer;
    response.writeHead(status, sent).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void respond(request.headers, Buffer.concat(chunks).toString('utf8'), response);
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
