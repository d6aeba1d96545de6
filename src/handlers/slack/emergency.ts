import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import * as z from 'zod/mini';
import { CONFIRM_BLOCK, EMERGENCY_VIEW, REASON_BLOCK, WORDS_ACTION } from '../../blocks/ids.ts';
import { EMERGENCIES } from '../jobs/emergencies.ts';
import type { JobOf } from '../jobs/job.ts';
import { formJob } from './job-of-gesture.ts';
import { openLoading } from './open-loading.ts';
import type { SlackDependencies } from './register-handlers.ts';

type Ports = Pick<SlackDependencies, 'jobs' | 'now'>;

/** The form of `/mesh suspend` and its like, which the worker fills for mesh admins alone. */
export async function openEmergency(
  { jobs }: Ports,
  client: WebClient,
  trigger: string,
  job: Omit<JobOf<'open-emergency'>, 'kind' | 'id'>,
): Promise<void> {
  await openLoading(client, trigger, 'Mesh admins', (reply) =>
    jobs.send({ ...job, kind: 'open-emergency', id: `emergency-${trigger}`, reply }),
  );
}

const Metadata = z.lazy(() => z.object({ verb: z.enum(EMERGENCIES), about: z.string(), name: z.string() }));

/** What was confirmed by typing the name. */
export function registerEmergency(app: App, { jobs, now }: Ports): void {
  app.view(EMERGENCY_VIEW, async ({ ack, body, view }) => {
    const { name, ...what } = Metadata.parse(JSON.parse(view.private_metadata));
    const at = (block: string) => (view.state.values[block]?.[WORDS_ACTION]?.value ?? '').trim();
    const confirm = at(CONFIRM_BLOCK);
    if (confirm.toLowerCase() !== name.toLowerCase()) {
      return ack({
        response_action: 'errors',
        errors: { [CONFIRM_BLOCK]: `Type exactly ${name}, or close this form.` },
      });
    }
    await jobs.send({
      kind: 'emergency',
      ...what,
      confirm,
      note: at(REASON_BLOCK),
      ...formJob(view, body, now()),
    });
    return ack();
  });
}
