import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { animatedPng, chunksOf } from './animated-png.ts';

/** One red, green and blue byte a dot; a filter byte before each line. */
function picture(width: number, height: number, shade: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.of(0), Buffer.alloc(width * 3, shade)]);
  const chunk = (type: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const around = Buffer.alloc(8);
    around.writeUInt32BE(data.length, 0);
    around.writeUInt32BE(crc32(named), 4);
    return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: height }, () => line)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

it('joins pictures to one that plays them in turn, each with its time and its own data', () => {
  const joined = animatedPng([
    { png: picture(3, 2, 10), milliseconds: 500 },
    { png: picture(3, 2, 200), milliseconds: 1500 },
  ]);

  const chunks = chunksOf(joined);
  expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'IEND']);
  const [, animation, first, shown, second, hidden] = chunks.map(({ data }) => data);
  expect(animation?.readUInt32BE(0)).toBe(2);
  expect([first, second].map((data) => [data?.readUInt32BE(0), data?.readUInt16BE(20)])).toEqual([
    [0, 500],
    [1, 1500],
  ]);
  expect(hidden?.readUInt32BE(0)).toBe(2);
  expect(inflateSync(shown ?? Buffer.alloc(0))[1]).toBe(10);
  expect(inflateSync(hidden?.subarray(4) ?? Buffer.alloc(0))[1]).toBe(200);
});

it('refuses pictures of different sizes, and what is no picture', () => {
  const frame = (png: Buffer) => ({ png, milliseconds: 1 });

  expect(() => animatedPng([frame(picture(3, 2, 1)), frame(picture(2, 3, 1))])).toThrow('differ in size');
  expect(() => animatedPng([frame(Buffer.from('no picture'))])).toThrow('no PNG picture');
});
