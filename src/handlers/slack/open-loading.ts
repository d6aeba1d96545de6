import type { WebClient } from '@slack/web-api';
import { loadingView, noticeView } from '../../blocks/deny-modal.ts';
import { MeshError } from '../../mesh/errors.ts';

/** Opens an empty form while the trigger lives, and sends the job whose worker fills it; what keeps the job from being sent is said in the form. */
export async function openLoading(
  client: WebClient,
  trigger: string,
  title: string,
  send: (reply: { readonly viewId?: string }) => Promise<void>,
): Promise<void> {
  const { view } = await client.views.open({ trigger_id: trigger, view: loadingView(title) });
  await fill(client, view, title, send);
}

/** The same over a form that is open: closing it leads back there. */
export async function pushLoading(
  ...[client, trigger, title, send]: Parameters<typeof openLoading>
): Promise<void> {
  const { view } = await client.views.push({ trigger_id: trigger, view: loadingView(title) });
  await fill(client, view, title, send);
}

async function fill(
  client: WebClient,
  view: { readonly id?: string } | undefined,
  title: string,
  send: (reply: { readonly viewId?: string }) => Promise<void>,
): Promise<void> {
  try {
    await send(view?.id ? { viewId: view.id } : {});
  } catch (error) {
    const sentence =
      error instanceof MeshError
        ? error.userMessage
        : 'That did not work, and nothing was changed. Please try again.';
    await client.views.update({ view_id: view?.id ?? '', view: noticeView(title, sentence) });
  }
}
