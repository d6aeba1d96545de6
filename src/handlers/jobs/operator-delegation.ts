import { privateAnswer } from '../../blocks/private-answer.ts';
import type { Delegation } from '../../mesh/ledger/delegation.ts';
import { delegationLine } from '../delegation/delegation-line.ts';
import { requireBoth } from './delegate.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** What `data-mesh-cli delegate` asks for: the ledger is written by this function alone. Throws as `delegate`. */
export async function operatorDelegation(
  dependencies: JobDependencies,
  job: JobOf<'operator-delegation'>,
): Promise<void> {
  const { workspace, begin, end, arn } = job;
  const by = { kind: 'aws', arn } as const;
  const mesh = dependencies.meshAs(by);
  if (end !== undefined) {
    await tell(
      dependencies,
      job,
      await mesh.endDelegation({ workspace, id: end, by, job: job.id }),
      'That is over now, for every decision from here on.',
    );
  } else if (begin) {
    await requireBoth(dependencies, { workspace, ...begin }, { workspace, user: begin.to });
    const made = await mesh.delegate({ ...begin, workspace, by, job: job.id });
    await tell(dependencies, job, made, 'A mesh admin arranged it by command line.');
  }
}

async function tell(
  { answers, teams }: JobDependencies,
  { workspace }: JobOf<'operator-delegation'>,
  delegation: Delegation,
  next: string,
): Promise<void> {
  const line = `${delegationLine(delegation, await teams.all())}. ${next}`;
  for (const user of [delegation.from, delegation.to]) {
    await answers.tell({ workspace, user, reply: {} }, privateAnswer(line));
  }
}
