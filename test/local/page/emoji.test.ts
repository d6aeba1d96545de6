import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { emoji, isKnownEmoji, withEmoji } from '../../../local/page/assets/emoji.ts';

const SOURCE = path.join(__dirname, '../../../src');
const NOT_EMOJI = /^(\d+|iam|aws|s3|https?)$/;

describe('emoji', () => {
  it('are pictures for every short name that the app uses', () => {
    const files = ['blocks', 'handlers'].flatMap((folder) =>
      readdirSync(path.join(SOURCE, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(path.join(SOURCE, folder, file), 'utf8')),
    );
    const used = files.flatMap((text) =>
      [...text.matchAll(/(?<![\w:]):([a-z0-9_+]{2,}):(?![\w:])/g)].map(([, name = '']) => name),
    );

    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((name) => !NOT_EMOJI.test(name) && !isKnownEmoji(name))).toEqual([]);
  });

  it('leave unknown names as they are written', () => {
    expect(emoji('no_such_thing')).toBe(':no_such_thing:');
    expect(withEmoji('done :white_check_mark: at 10:30:00')).toBe('done ✅ at 10:30:00');
  });
});
