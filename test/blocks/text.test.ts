import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clip, listed, mention, moment, typed } from '../../src/blocks/text.ts';

it('S-12 lets nothing that was typed ping, link or format', () => {
  expect(typed('<!channel> & <https://evil|click>')).toBe(
    '&lt;!channel&gt; &amp; &lt;https://evil|click&gt;',
  );
  expect(typed('*bold* `code`')).not.toMatch(/\*bold\*|`code`/);
});

it('keeps names as they are, so that they can be copied', () => {
  expect(typed('order_items')).toBe('order_items');
});

it('never leaves an angle bracket or an unescaped ampersand, whatever was typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(typed(text).replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
    }),
  );
});

it('cuts by code points and says so', () => {
  expect(clip('🚀🚀🚀', 3)).toBe('🚀🚀🚀');
  expect(clip('🚀🚀🚀🚀', 3)).toBe('🚀🚀…');
});

it('lists a few and counts the rest', () => {
  expect(listed([])).toBe('');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  expect(listed(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
});

it('mentions ids only', () => {
  expect(mention('U0ANA')).toBe('<@U0ANA>');
  expect(mention('!channel')).toBe('!channel');
  expect(moment(0)).toBe('<!date^0^{date_short_pretty} at {time}|1970-01-01 00:00 UTC>');
});
