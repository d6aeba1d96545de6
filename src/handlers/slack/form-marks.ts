import type { RequestModalState } from '../../blocks/request-modal.ts';
import type { JobOf } from '../jobs/job.ts';

/**
 * What the worker needs to show the same form once more, with what is held. The hash keeps it from overwriting a form that has gone on since.
 * @see https://docs.slack.dev/reference/methods/views.update
 */
export function formMarks(
  view: { readonly id?: string; readonly hash?: string } | undefined,
  { product, filled, again, notice }: RequestModalState,
): Pick<JobOf<'open-request'>, 'kind' | 'reply' | 'product' | 'again' | 'notice' | 'filled'> {
  return {
    kind: 'open-request',
    reply: view?.id ? { viewId: view.id, ...(view.hash ? { viewHash: view.hash } : {}) } : {},
    product: product?.key ?? '',
    ...(again === undefined ? {} : { again }),
    ...(notice === undefined ? {} : { notice }),
    ...(filled
      ? {
          filled: {
            tables: [...filled.tables],
            permissions: [...filled.permissions],
            reason: filled.reason,
            ...(filled.team === undefined ? {} : { team: filled.team }),
            ...(filled.durationSeconds === undefined ? {} : { durationSeconds: filled.durationSeconds }),
            ...(filled.expiresAt === undefined ? {} : { expiresAt: filled.expiresAt }),
            ...(filled.fields === undefined ? {} : { fields: { ...filled.fields } }),
          },
        }
      : {}),
  };
}
