import type { Core } from '../core.ts';

interface Asked {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly state: string;
}

/** What an installing person reads before they say yes. */
export function consentPage(
  { world, manifest }: Core,
  { clientId, scopes, redirectUri, state }: Asked,
): string {
  const name = html(manifest.display_information.name);
  const hidden = Object.entries({
    client_id: clientId,
    scope: scopes.join(','),
    redirect_uri: redirectUri,
    state,
  })
    .map(([field, value]) => `<input type="hidden" name="${field}" value="${html(value)}">`)
    .join('');
  const workspaces = world.workspaces
    .map(({ id, name: label }) => {
      const installed = world.state.installations.get(id)?.revoked === false ? ' (has it already)' : '';
      return `<option value="${html(id)}">${html(label)}${installed}</option>`;
    })
    .join('');
  const wishes = scopes.map((scope) => `<li><code>${html(scope)}</code></li>`).join('');
  return page(
    `Install ${name}`,
    `<h1>${name} asks to come in</h1>
<form method="post" action="/oauth/v2/authorize">${hidden}
<p><label for="team">Workspace</label> <select id="team" name="team">${workspaces}</select></p>
<p>It would be able to use:</p><ul>${wishes}</ul>
<p><button name="answer" value="deny">Cancel</button> <button class="yes" name="answer" value="allow">Allow</button></p></form>`,
  );
}

export function refusalPage(code: string): string {
  return page('Not possible', `<h1>This cannot be installed</h1><p><code>${html(code)}</code></p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>
body{font:16px/1.5 "Segoe UI",system-ui,sans-serif;background:#10203a;margin:0;display:grid;place-items:center;min-height:100vh}
main{background:#fff;border-radius:14px;padding:28px 36px;max-width:440px}h1{font-size:24px;margin:0 0 12px}
button,select{font:inherit;padding:7px 16px;border-radius:8px;border:1px solid #8a8f96;background:#fff}.yes{background:#00704f;color:#fff;border-color:#00704f}
</style></head><body><main>${body}</main></body></html>`;
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
