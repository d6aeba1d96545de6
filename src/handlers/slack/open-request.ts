import type { WebClient } from '@slack/web-api';
import { type RequestModalState, requestModal } from '../../blocks/request-modal.ts';
import type { Job } from '../jobs/job.ts';
import { formMarks } from './form-marks.ts';
import type { SlackDependencies } from './register-handlers.ts';

/** Opens the request form while the trigger lives. Where it names a product already, the worker adds what the person's teams have of it. */
export async function openRequest(
  { jobs, now }: Pick<SlackDependencies, 'jobs' | 'now'>,
  client: WebClient,
  acted: Pick<Job, 'workspace' | 'enterprise' | 'home' | 'user'> & { readonly trigger: string },
  state: RequestModalState,
): Promise<void> {
  const { trigger, ...who } = acted;
  const { view } = await client.views.open({ trigger_id: trigger, view: requestModal(state) });
  if (state.product) {
    await jobs.send({
      ...formMarks(view, state),
      id: `marks-${trigger}`,
      at: now(),
      ...who,
    });
  }
}
