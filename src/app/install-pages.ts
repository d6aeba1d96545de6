import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

interface Page {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
  /** A link that looks like a button. */
  readonly next?: { readonly href: string; readonly label: string };
  /** Asks for the same page again after two seconds. */
  readonly again?: boolean;
  readonly cookies?: readonly string[];
}

/** One small page: no script, nothing loaded from elsewhere, not kept by caches, not shown in frames. */
export function installPage({
  status,
  title,
  sentence,
  next,
  again,
  cookies,
}: Page): APIGatewayProxyStructuredResultV2 {
  const link = next ? `<p><a class="yes" href="${html(next.href)}">${html(next.label)}</a></p>` : '';
  const refresh = again ? '<meta http-equiv="refresh" content="2">' : '';
  return {
    statusCode: status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    ...(cookies ? { cookies: [...cookies] } : {}),
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${refresh}<title>${html(title)}</title><style>
body{font:16px/1.5 system-ui,sans-serif;background:#10203a;margin:0;display:grid;place-items:center;min-height:100vh}
main{background:#fff;border-radius:14px;padding:28px 36px;max-width:440px;margin:16px}h1{font-size:24px;margin:0 0 12px}
.yes{display:inline-block;padding:8px 18px;border-radius:8px;background:#00704f;color:#fff;text-decoration:none}</style></head>
<body><main><h1>${html(title)}</h1><p>${html(sentence)}</p>${link}</main></body></html>`,
  };
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
