import type { NextFunction, Request, Response } from 'express';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Keeps other sites out: a page elsewhere may make a browser send requests to this port, under its own name or under one that it made
 * resolve to 127.0.0.1.
 */
export function onlyFromHere(baseUrl: () => string, contentType = 'application/json') {
  return (request: Request, response: Response, next: NextFunction): void => {
    const port = new URL(baseUrl()).port;
    const host = parse(`http://${request.headers.host ?? ''}`);
    const origin = request.headers.origin === undefined ? undefined : parse(request.headers.origin);
    const isHere = (url: URL | undefined): boolean =>
      url !== undefined && LOOPBACK.has(url.hostname) && (url.port || '80') === (port || '80');
    if (!isHere(host)) {
      response.status(403).json({ error: 'this Host is not served here' });
    } else if (request.headers.origin !== undefined && !isHere(origin)) {
      response.status(403).json({ error: 'this Origin may not call here' });
    } else if (request.method === 'POST' && !request.is(contentType)) {
      response.status(415).json({ error: `send ${contentType}` });
    } else {
      next();
    }
  };
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
