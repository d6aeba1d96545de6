import { noticeView } from '../../blocks/deny-modal.ts';
import { MeshError } from '../../mesh/errors.ts';
import { answered } from './answered.ts';
import { decidedAnswer } from './decided-answer.ts';
import type { Job } from './job.ts';
import type { PrivateAnswers } from './job-dependencies.ts';

/** Fills the view that the slack function opened with what the work makes; a refusal is shown in the same place. */
export async function fillView(
  { answers }: { readonly answers: PrivateAnswers },
  job: Pick<Job, 'workspace' | 'enterprise' | 'reply'>,
  title: string,
  make: () => Promise<unknown>,
): Promise<void> {
  let view: unknown;
  try {
    view = await make();
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) {
      throw error;
    }
    await answers.showView(job, noticeView(title, decidedAnswer(error) ?? error.userMessage));
    throw answered(error);
  }
  await answers.showView(job, view);
}
