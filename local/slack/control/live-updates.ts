import type { Request, Response } from 'express';

/** Tells every open page that something changed; pages then ask for the state. */
export interface LiveUpdates {
  /** Answers `GET /_sim/events` and keeps the answer open. */
  subscribe(request: Request, response: Response): void;
  changed(): void;
  close(): void;
}

const GATHER_MS = 25;
const KEEP_ALIVE_MS = 20_000;

export function createLiveUpdates(): LiveUpdates {
  const open = new Set<Response>();
  let version = 0;
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    version += 1;
    for (const response of open) {
      response.write(`event: changed\ndata: ${version}\n\n`);
    }
  };
  const keepAlive = setInterval(() => {
    for (const response of open) {
      response.write(': still here\n\n');
    }
  }, KEEP_ALIVE_MS).unref();
  return {
    subscribe(request, response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        connection: 'keep-alive',
      });
      response.write(`event: changed\ndata: ${version}\n\n`);
      open.add(response);
      request.on('close', () => open.delete(response));
    },
    changed() {
      timer ??= setTimeout(tell, GATHER_MS).unref();
    },
    close() {
      clearTimeout(timer);
      clearInterval(keepAlive);
      for (const response of open) {
        response.end();
      }
      open.clear();
    },
  };
}
