import { UsageError } from './usage-error.ts';

export function side(text: string): 'producer' | 'consumer' {
  const folded = text.trim().toLowerCase();
  if (folded !== 'producer' && folded !== 'consumer') {
    throw new UsageError(`--as takes producer or consumer, not "${text}".`);
  }
  return folded;
}
