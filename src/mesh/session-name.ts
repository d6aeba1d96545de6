import type { Actor } from './actor.ts';

/** 2 to 64 characters of those that STS takes, made of stable ids. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function sessionName(actor: Actor): string {
  const text =
    actor.kind === 'slack'
      ? `mesh-${actor.user}-${actor.workspace}`
      : actor.kind === 'app'
        ? `mesh-app-${actor.part}`
        : `mesh-${actor.arn.split('/').at(-1) ?? actor.arn}`;
  return text.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
