import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { noticeView } from '../../blocks/deny-modal.ts';
import {
  OPEN_PUBLISH,
  PUBLISH_NAME_BLOCK,
  PUBLISH_PATTERN_ACTION,
  PUBLISH_PATTERN_BLOCK,
  PUBLISH_PRODUCT_BLOCK,
  PUBLISH_RETRY,
  PUBLISH_ROLE_BLOCK,
  PUBLISH_SOURCE_ACTION,
  PUBLISH_TEAM_ACTION,
  PUBLISH_VIEW,
} from '../../blocks/ids.ts';
import { PATTERN_LIMIT } from '../../blocks/publish-modal.ts';
import { typed } from '../../blocks/text.ts';
import type { JobOf } from '../jobs/job.ts';
import type { PublishForm } from '../jobs/publish-form.ts';
import { clickJob, formJob } from './job-of-gesture.ts';
import { openLoading } from './open-loading.ts';
import { emptyPublishForm, parsePublishForm, sourceBlock } from './parse-publish-form.ts';
import type { SlackDependencies } from './register-handlers.ts';
import { whoActed } from './who.ts';

type Ports = Pick<SlackDependencies, 'jobs' | 'now'>;
type Acted = Pick<JobOf<'open-publish'>, 'workspace' | 'enterprise' | 'home' | 'user'>;

/** Opens the form empty while the trigger lives; the worker knows which databases the person may see, and fills it. */
export async function openPublish(
  { jobs, now }: Ports,
  client: WebClient,
  { trigger, source, ...who }: Acted & { readonly trigger: string; readonly source: string },
): Promise<void> {
  await openLoading(client, trigger, 'Publish data', (reply) =>
    jobs.send({
      kind: 'open-publish',
      id: `publish-${trigger}`,
      at: now(),
      ...who,
      reply,
      form: emptyPublishForm(source),
    }),
  );
}

/** The form of those who publish: opened, looked at again with each change of what decides about the tables, sent, tried again. */
export function registerPublish(app: App, ports: Ports): void {
  const { jobs, now } = ports;

  app.action<BlockAction<ButtonAction>>(OPEN_PUBLISH, async ({ ack, action, body, client }) => {
    await openPublish(ports, client, {
      ...whoActed(body),
      trigger: body.trigger_id,
      source: action.value ?? '',
    });
    await ack();
  });

  for (const id of [PUBLISH_TEAM_ACTION, PUBLISH_SOURCE_ACTION, PUBLISH_PATTERN_ACTION]) {
    app.action<BlockAction>(id, async ({ ack, action, body }) => {
      if (body.view && 'action_ts' in action) {
        await jobs.send({
          kind: 'open-publish',
          id: `${id}-${body.user.id}-${action.action_ts}`,
          at: now(),
          ...whoActed(body),
          reply: { viewId: body.view.id },
          form: parsePublishForm(body.view),
        });
      }
      await ack();
    });
  }

  app.view(PUBLISH_VIEW, async ({ ack, body, view }) => {
    const form = parsePublishForm(view);
    const errors = faultsOf(form);
    if (Object.keys(errors).length > 0) {
      return ack({ response_action: 'errors', errors });
    }
    await jobs.send({
      kind: 'publish',
      ...formJob(view, body, now()),
      form,
    });
    return ack({
      response_action: 'update',
      view: noticeView(
        'Publishing',
        `:hourglass_flowing_sand: *${typed(form.product, 80)}* is being published. A message from me shows how far it is, and says when people can ask for it.`,
      ),
    });
  });

  app.action<BlockAction<ButtonAction>>(PUBLISH_RETRY, async ({ ack, action, body }) => {
    await jobs.send({
      kind: 'continue-publish',
      ...clickJob(action, body, now()),
      reply: body.response_url ? { responseUrl: body.response_url } : {},
      publication: action.value ?? '',
    });
    await ack();
  });
}

/** What can be refused inside the form; patterns are judged by the worker, whose preview has said so already. */
function faultsOf({
  team,
  source,
  pattern,
  product,
  exposedName,
  schedule,
  crawlerRole,
}: PublishForm): Record<string, string> {
  const errors: Record<string, string> = {};
  if (schedule !== '' && crawlerRole === '') {
    errors[PUBLISH_ROLE_BLOCK] = 'Crawlers need a role. Name it, or choose no schedule.';
  }
  if (source === '') {
    errors[sourceBlock(team)] = 'Choose the database that holds the tables.';
  }
  if ([...pattern].length > PATTERN_LIMIT) {
    errors[PUBLISH_PATTERN_BLOCK] = `Keep it under ${PATTERN_LIMIT} characters.`;
  }
  if (product === '') {
    errors[PUBLISH_PRODUCT_BLOCK] = 'Give it a name by which people will find it.';
  }
  if (exposedName !== '' && !/^[a-z0-9_-]{1,255}$/.test(exposedName)) {
    errors[PUBLISH_NAME_BLOCK] = 'Lower-case letters, digits, dashes and underscores only.';
  }
  return errors;
}
