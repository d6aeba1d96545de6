import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { HomeView, ModalView } from '@slack/types';
import type { Message } from '../../src/blocks/message.ts';
import { validateMessage } from '../../src/blocks/validate/message.ts';
import { validateView } from '../../src/blocks/validate/view.ts';
import { SURFACES } from './surfaces.ts';

const BLOCKS = new URL('../../src/blocks/', import.meta.url);
/** The head of an exported function whose result is shown whole. */
const BUILDER = /^export function (\w+)\((?:(?!^export )[\s\S])*?\): (?:Message|ModalView|HomeView) \{/gm;

function builders(): readonly string[] {
  return readdirSync(BLOCKS)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(new URL(file, BLOCKS), 'utf8').matchAll(BUILDER)].map(([, name = '']) => name),
    );
}

function faultsOf(surface: Message | ModalView | HomeView): readonly unknown[] {
  if (!('type' in surface)) {
    return validateMessage(surface);
  }
  return validateView(surface, surface.type === 'home' ? 'home' : 'modal');
}

it('knows every builder of a message or view, so that none goes unseen', () => {
  expect(builders().length).toBeGreaterThan(40);
  expect(builders().filter((name) => !Object.hasOwn(SURFACES, name))).toEqual([]);
});

describe.each(Object.entries(SURFACES))('%s', (_builder, cases) => {
  it.each(Object.entries<() => Message | ModalView | HomeView>(cases))(
    'is as it was, and such that Slack accepts it: %s',
    (_case, make) => {
      const surface = make();

      expect(faultsOf(surface)).toEqual([]);
      expect(JSON.stringify(surface)).not.toContain('arn:aws');
      expect(surface).toMatchSnapshot();
    },
  );
});
