import type { App, BlockAction, ButtonAction, StaticSelectAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import { DELETE_TITLE } from '../../blocks/delete-product-modal.ts';
import { noticeView } from '../../blocks/deny-modal.ts';
import {
  DELETE_PRODUCT,
  DELETE_PRODUCT_ACTION,
  DELETE_PRODUCT_BLOCK,
  DELETE_PRODUCT_CHOICE,
  DELETE_PRODUCT_VIEW,
  PRODUCT_END_ACTION,
  PRODUCT_END_BLOCK,
  PRODUCT_END_REASON_BLOCK,
} from '../../blocks/ids.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import type { JobOf } from '../jobs/job.ts';
import { clickJob, formJob } from './job-of-gesture.ts';
import { openLoading } from './open-loading.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

type Ports = Pick<SlackDependencies, 'jobs' | 'now'>;
type Acted = Pick<JobOf<'open-delete-product'>, 'workspace' | 'enterprise' | 'home' | 'user'>;

const Metadata = z.lazy(() => z.object({ team: z.string(), database: z.string() }));

/** The form that says who rests on the product; which one may be left open. */
export async function openDeleteProduct(
  { jobs, now }: Ports,
  client: WebClient,
  { trigger, product, ...who }: Acted & { readonly trigger: string; readonly product: string },
): Promise<void> {
  await openLoading(client, trigger, DELETE_TITLE, (reply) =>
    jobs.send({
      kind: 'open-delete-product',
      id: `delete-product-${trigger}`,
      at: now(),
      ...who,
      reply,
      product,
    }),
  );
}

/** What follows `/mesh product`. Throws `InvalidRequestError` (`BAD_PRODUCT_COMMAND`). */
export function productToDelete(words: string): string {
  const [, product] = /^delete(?: +(.*))?$/i.exec(words) ?? [];
  if (!/^delete( |$)/i.test(words)) {
    throw new InvalidRequestError('BAD_PRODUCT_COMMAND', 'a verb after /mesh product that there is not', {
      userMessage:
        'Type `/mesh product delete <product>` to take a product out of the mesh, or `/mesh products` to see yours.',
    });
  }
  return product?.trim() ?? '';
}

/** Delete… and the forms behind it. */
export function registerDeleteProduct(app: App, ports: Ports): void {
  const { jobs, now } = ports;

  app.action<BlockAction<ButtonAction>>(DELETE_PRODUCT, async ({ ack, action, body, client }) => {
    await openDeleteProduct(ports, client, {
      ...whoActed(body),
      trigger: body.trigger_id,
      product: action.value ?? '',
    });
    await ack();
  });

  app.action<BlockAction<StaticSelectAction>>(DELETE_PRODUCT_CHOICE, async ({ ack, action, body }) => {
    if (body.view) {
      await jobs.send({
        kind: 'open-delete-product',
        ...clickJob(action, body, now()),
        reply: { viewId: body.view.id },
        product: action.selected_option?.value ?? '',
      });
    }
    await ack();
  });

  app.view(DELETE_PRODUCT_VIEW, async ({ ack, body, view }) => {
    const about = Metadata.parse(JSON.parse(view.private_metadata));
    const { values } = view.state;
    const base = { ...formJob(view, body, now()), ...about };
    const confirm = values[DELETE_PRODUCT_BLOCK]?.[DELETE_PRODUCT_ACTION]?.value?.trim();
    const date = values[PRODUCT_END_BLOCK]?.[PRODUCT_END_ACTION]?.selected_date;
    let waits = 'It is being taken out of the mesh.';
    if (confirm !== undefined) {
      if (confirm.toLowerCase() !== about.database) {
        const errors = {
          [DELETE_PRODUCT_BLOCK]: `Type exactly ${about.database}, or close this form to keep it.`,
        };
        return ack({ response_action: 'errors', errors });
      }
      await jobs.send({ kind: 'delete-product', ...base, confirm });
    } else if (date) {
      if (Date.parse(date) <= now() * 1000) {
        const errors = { [PRODUCT_END_BLOCK]: 'Choose a day from tomorrow on.' };
        return ack({ response_action: 'errors', errors });
      }
      const reason = values[PRODUCT_END_REASON_BLOCK]?.[DELETE_PRODUCT_ACTION]?.value?.trim() ?? '';
      await jobs.send({ kind: 'announce-deletion', ...base, date, reason });
      waits = 'Its end is being announced.';
    } else {
      await jobs.send({ kind: 'cancel-deletion', ...base });
      waits = 'Its end is being taken back.';
    }
    return ack({
      response_action: 'update',
      view: noticeView(
        DELETE_TITLE,
        `:hourglass_flowing_sand: ${waits} You get a message from me when that is done, or when something stands in the way.`,
      ),
    });
  });
}
