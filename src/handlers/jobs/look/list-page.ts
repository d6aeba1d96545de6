import { LIST_ROWS, type ListData } from '../../../blocks/subscription-list.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import type { JobOf } from '../job.ts';
import { type Page, pageOf } from './page-of.ts';

/** The rows of the page of a list that a job asks for. */
export function listPage(
  found: readonly Subscription[],
  job: Pick<JobOf<'look'>, 'what' | 'words' | 'page'>,
): Page<Subscription> & Pick<ListData, 'total'> {
  return { ...pageOf(found, LIST_ROWS, job), total: found.length };
}
