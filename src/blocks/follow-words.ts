import { typed } from './text.ts';

/** What an access follows, so that tables come and go with it. */
export interface ShownFollow {
  readonly kind: 'product' | 'domain';
  readonly name: string;
}

/** For example ` Live: with what is added to the product Orders later.`; empty where the tables stay as they are. */
export function followWords(follow: ShownFollow | undefined): string {
  return follow ? ` Live: with what is added to the ${follow.kind} ${typed(follow.name, 100)} later.` : '';
}
