import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Laptop } from '../../local/start.ts';
import { aLaptop } from '../support/laptop.ts';

let laptop: Laptop;
beforeAll(async () => {
  laptop = await aLaptop();
});
afterAll(() => laptop?.close());

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const end = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

it('the stand-ins and the page answer on 127.0.0.1 and on no other address of this machine', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .map(({ address }) => address)
    .filter((address) => address !== '127.0.0.1');
  const ports = [laptop.url, laptop.awsUrl].map((url) => Number(new URL(url).port));

  for (const port of ports) {
    expect(await answers('127.0.0.1', port)).toBe(true);
    for (const host of ['127.0.0.2', ...others]) {
      expect({ host, isOpen: await answers(host, port) }).toEqual({ host, isOpen: false });
    }
  }
});
