import type { Side } from '../names.ts';

/** The sides of `producer`, `consumer` or `both`, in any case; `undefined` for every other text. */
export function sidesOf(accountType: string): readonly Side[] | undefined {
  switch (accountType.trim().toLowerCase()) {
    case 'producer':
      return ['producer'];
    case 'consumer':
      return ['consumer'];
    case 'both':
      return ['producer', 'consumer'];
    default:
      return undefined;
  }
}
