import type { KnownBlock } from '@slack/types';
import { section } from './message.ts';
import { listed, typed } from './text.ts';

/** One of several approvals that a request needs. Names are ready for mrkdwn. */
export interface CardStage {
  readonly name: string;
  /** Different people who have to say yes. */
  readonly count: number;
  readonly approvedBy: readonly string[];
  /** Who is named there; empty stands for the owner's approvers. */
  readonly deciders: readonly string[];
}

/** `Approved by Bo as Owner. Waits for Data protection (2 of 2): Mia.`; empty where one approval is enough. */
export function stageStatus(stages: readonly CardStage[]): string {
  const open = stages.findIndex(isOpen);
  const stage = stages[open];
  if (!stage) {
    return '';
  }
  const given = stages
    .filter(({ approvedBy }) => approvedBy.length > 0)
    .map(({ name, approvedBy }) => `Approved by ${listed(approvedBy, 5)} as ${typed(name, 40)}. `);
  return `${given.join('')}Waits for ${typed(stage.name, 40)} (${open + 1} of ${stages.length}): ${waitsFor(stage)}.`;
}

/** A line for each stage; nothing where one approval is enough. */
export function stageLines(stages: readonly CardStage[], isWaiting: boolean): KnownBlock[] {
  const open = stages.findIndex(isOpen);
  const lines = stages.flatMap((stage, index) => {
    const { name, approvedBy } = stage;
    const place = `${index + 1} of ${stages.length}, *${typed(name, 40)}*`;
    const yes = approvedBy.length > 0 ? `approved by ${listed(approvedBy, 5)}` : '';
    if (!isOpen(stage)) {
      return [`:white_check_mark: ${place}: ${yes}`];
    }
    if (!isWaiting) {
      return yes ? [`${place}: ${yes}`] : [];
    }
    const rest = `${index === open ? 'waits for' : 'then'} ${waitsFor(stage)}`;
    return [`${index === open ? ':hourglass_flowing_sand: ' : ''}${place}: ${yes ? `${yes}, ` : ''}${rest}`];
  });
  return lines.length > 0 ? [section(lines.join('\n'))] : [];
}

function isOpen({ count, approvedBy }: CardStage): boolean {
  return approvedBy.length < count;
}

function waitsFor({ count, approvedBy, deciders }: CardStage): string {
  const missing = count - approvedBy.length;
  const who = deciders.length > 0 ? listed(deciders, 5) : 'the owners';
  return missing > 1 ? `${missing} of ${who}` : who;
}
