import { LIST_ROWS, type ListData } from '../../../blocks/subscription-list.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import type { JobOf } from '../job.ts';

/** The rows of the page that a job asks for, and what the button to the next one carries; where that page is gone, the first one. */
export function listPage(
  found: readonly Subscription[],
  { what, words, page = 0 }: Pick<JobOf<'look'>, 'what' | 'words' | 'page'>,
): { readonly shown: readonly Subscription[] } & Pick<ListData, 'total' | 'from' | 'next'> {
  const at = page * LIST_ROWS < found.length ? page : 0;
  const from = at * LIST_ROWS;
  const isLast = found.length <= from + LIST_ROWS;
  return {
    shown: found.slice(from, from + LIST_ROWS),
    total: found.length,
    from,
    ...(isLast ? {} : { next: JSON.stringify({ what, words, page: at + 1 }) }),
  };
}
