import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Response, Router } from 'express';

/** Serves the page that shows the workspace. It is bundled once, when it is first asked for. */
export function createPageRouter(): Router {
  const router = Router();
  let bundled: Promise<ReadonlyMap<string, string>> | undefined;
  const send = async (response: Response, name: string, type: string): Promise<void> => {
    bundled ??= bundlePage();
    response
      .type(type)
      .set('cache-control', 'no-store')
      .set('content-security-policy', CONTENT_SECURITY_POLICY)
      .send((await bundled).get(name) ?? '');
  };
  router.get(
    '/',
    (_request, response) =>
      void response.type('html').set('content-security-policy', CONTENT_SECURITY_POLICY).send(HTML),
  );
  router.get('/page.js', (_request, response) => send(response, 'page.js', 'text/javascript'));
  router.get('/page.css', (_request, response) => send(response, 'page.css', 'text/css'));
  router.get('/favicon.svg', (_request, response) => void response.type('image/svg+xml').send(ICON));
  return router;
}

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Mesh for Slack: workspace</title>
    <link rel="icon" href="/favicon.svg" />
    <link rel="stylesheet" href="/page.css" />
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/page.js"></script>
  </body>
</html>
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1d3557"/><g stroke="#a8dadc" stroke-width="2"><path d="M9 10 23 9M9 10l3 13M23 9l-11 14M23 9l1 12M12 23l12-2"/></g><g fill="#fff"><circle cx="9" cy="10" r="3"/><circle cx="23" cy="9" r="3"/><circle cx="12" cy="23" r="3"/><circle cx="24" cy="21" r="3"/></g></svg>`;

async function bundlePage(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: { page: fileURLToPath(new URL('./assets/page.tsx', import.meta.url)) },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    write: false,
    outdir: 'page',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.replace(/^.*[\\/]/, ''), text]));
}
