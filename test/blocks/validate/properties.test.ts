import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { validateMessage, validateMessageBlocks } from '../../../src/blocks/validate/message.ts';
import { validateView } from '../../../src/blocks/validate/view.ts';

const plain = (max: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: max })
    .filter((text) => [...text].length <= max)
    .map((text) => ({ type: 'plain_text', text }));
const mrkdwn = (max: number) =>
  fc.string({ minLength: 1, maxLength: max }).map((text) => ({ type: 'mrkdwn', text }));
const unique = fc.uuid();
const option = fc.record({ text: plain(75), value: fc.string({ minLength: 1, maxLength: 150 }) });
const button = fc.record({
  type: fc.constant('button'),
  text: plain(75),
  action_id: unique,
  value: fc.string({ minLength: 1, maxLength: 2000 }),
});
const menu = fc.record({
  type: fc.constant('static_select'),
  action_id: unique,
  options: fc.array(option, { minLength: 1, maxLength: 20 }),
  placeholder: plain(150),
});

/** Blocks that Slack accepts. */
const block = fc.oneof(
  fc.record({
    type: fc.constant('section'),
    block_id: unique,
    text: fc.oneof(plain(3000), mrkdwn(3000)),
    accessory: fc.oneof(button, menu),
  }),
  fc.record({
    type: fc.constant('section'),
    block_id: unique,
    fields: fc.array(mrkdwn(500), { minLength: 1, maxLength: 10 }),
  }),
  fc.record({ type: fc.constant('header'), block_id: unique, text: plain(150) }),
  fc.record({ type: fc.constant('divider'), block_id: unique }),
  fc.record({
    type: fc.constant('context'),
    block_id: unique,
    elements: fc.array(mrkdwn(300), { minLength: 1, maxLength: 10 }),
  }),
  fc.record({
    type: fc.constant('actions'),
    block_id: unique,
    elements: fc.array(fc.oneof(button, menu), { minLength: 1, maxLength: 5 }),
  }),
);

/** Somewhere inside a value: the path to any object in it. */
function objectsIn(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((part, index) => objectsIn(part, `${at}/${index}`));
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return [at, ...Object.entries(value).flatMap(([name, part]) => objectsIn(part, `${at}/${name}`))];
}

function withProperty(value: unknown, at: string, name: string): unknown {
  const [, first, ...rest] = at.split('/');
  if (first === undefined) {
    return { ...(typeof value === 'object' ? value : {}), [name]: 1 };
  }
  const deeper = (part: unknown): unknown =>
    withProperty(part, rest.length > 0 ? `/${rest.join('/')}` : '', name);
  if (Array.isArray(value)) {
    return value.map((part, index) => (String(index) === first ? deeper(part) : part));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, part]) => [key, key === first ? deeper(part) : part]),
      )
    : value;
}

describe('the validator', () => {
  it('accepts whatever keeps to the rules', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 10 }), (blocks) => {
        expect(validateMessageBlocks(blocks)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('finds one unknown property wherever it is put, and points to the object that has it', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), fc.nat(), (blocks, seed) => {
        const places = objectsIn(blocks);
        const place = places[seed % places.length] ?? '';

        const problems = validateMessageBlocks(withProperty(blocks, place, 'surprise'));

        expect(problems).toEqual([
          {
            pointer: `/blocks${place}`,
            code: 'unknown_property',
            message: 'invalid additional property: surprise',
          },
        ]);
      }),
      { numRuns: 200 },
    );
  });

  it('never throws, whatever it is given, and always points into what it was given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const problems = [
          ...validateMessageBlocks(value),
          ...validateView(value, 'modal'),
          ...validateView(value, 'home'),
          ...validateMessage(value),
        ];

        expect(problems.length).toBeGreaterThan(0);
        expect(
          problems.every(({ pointer, message }) => /^(\/.*)?$/.test(pointer) && message.length > 0),
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same verdict on a copy that went over the wire', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(block, fc.jsonValue()), { maxLength: 5 }), (blocks) => {
        expect(validateMessageBlocks(JSON.parse(JSON.stringify(blocks)))).toEqual(
          validateMessageBlocks(blocks),
        );
      }),
      { numRuns: 100 },
    );
  });
});
