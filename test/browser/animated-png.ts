import { crc32 } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

export interface Frame {
  /** A PNG file. */
  readonly png: Buffer;
  readonly milliseconds: number;
}

/**
 * Joins PNG pictures of one size and colour type to one animated PNG that plays for ever. A viewer that knows no animation shows the first one.
 * Throws where a picture differs in its header from the first. @see https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function animatedPng(frames: readonly Frame[]): Buffer {
  const pictures = frames.map(({ png }) => chunksOf(png));
  const header = dataOf(pictures[0] ?? [], 'IHDR');
  if (pictures.some((chunks) => !dataOf(chunks, 'IHDR').equals(header))) {
    throw new Error('the pictures differ in size or colour type');
  }
  let sequence = 0;
  const body = frames.flatMap(({ milliseconds }, index): readonly Chunk[] => {
    const control = frameControl(sequence, header, milliseconds);
    sequence += 1;
    const data = (pictures[index] ?? []).filter(({ type }) => type === 'IDAT');
    if (index === 0) {
      return [control, ...data];
    }
    return [
      control,
      ...data.map((chunk) => {
        const numbered = { type: 'fdAT', data: Buffer.concat([uint32(sequence), chunk.data]) };
        sequence += 1;
        return numbered;
      }),
    ];
  });
  const animation = { type: 'acTL', data: Buffer.concat([uint32(frames.length), uint32(0)]) };
  const all = [{ type: 'IHDR', data: header }, animation, ...body, { type: 'IEND', data: Buffer.alloc(0) }];
  return Buffer.concat([SIGNATURE, ...all.map(written)]);
}

/** The chunks of a PNG file. Throws where it is none. */
export function chunksOf(png: Buffer): readonly Chunk[] {
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
    throw new Error('this is no PNG picture');
  }
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

function dataOf(chunks: readonly Chunk[], wanted: string): Buffer {
  const found = chunks.find(({ type }) => type === wanted);
  if (!found) {
    throw new Error(`a picture has no ${wanted}`);
  }
  return found.data;
}

/** The whole picture takes the place of the one before. */
function frameControl(sequence: number, header: Buffer, milliseconds: number): Chunk {
  const data = Buffer.alloc(26);
  data.writeUInt32BE(sequence, 0);
  header.copy(data, 4, 0, 8); // width and height
  data.writeUInt16BE(milliseconds, 20);
  data.writeUInt16BE(1000, 22);
  return { type: 'fcTL', data };
}

function written({ type, data }: Chunk): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), named, uint32(crc32(named))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
