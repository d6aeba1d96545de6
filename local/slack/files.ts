import { randomUUID } from 'node:crypto';
import express, { Router } from 'express';

/** A file between its announcement and its share, and after. */
export interface SlackFile {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  /** Announced bytes. */
  readonly size: number;
  readonly bytes?: Buffer;
  readonly isShared: boolean;
}

export interface Files {
  announce(file: Pick<SlackFile, 'teamId' | 'name' | 'size'>): SlackFile;
  get(id: string): SlackFile | undefined;
  change(id: string, change: Partial<Pick<SlackFile, 'bytes' | 'isShared'>>): void;
}

/** Kept in memory: after a restart a message still names its file, and its link is dead. */
export function createFiles(): Files {
  const files = new Map<string, SlackFile>();
  return {
    announce(file) {
      const made = {
        ...file,
        id: `F${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
        isShared: false,
      };
      files.set(made.id, made);
      return made;
    },
    get: (id) => files.get(id),
    change(id, change) {
      const known = files.get(id);
      if (known) {
        files.set(id, { ...known, ...change });
      }
    },
  };
}

/** `POST /upload/<id>` takes the bytes, once and as many as were announced; `GET /files/<id>/<name>` hands a shared file out. */
export function createFilesRouter(files: Files): Router {
  const router = Router();
  router.post('/upload/:id', express.raw({ type: () => true, limit: '1gb' }), (request, response) => {
    const file = files.get(String(request.params['id']));
    const bytes: unknown = request.body;
    if (!file || file.bytes || !Buffer.isBuffer(bytes)) {
      response.status(404).send('no upload is waiting here');
    } else if (bytes.length !== file.size) {
      response.status(400).send(`${file.size} bytes were announced, ${bytes.length} came`);
    } else {
      files.change(file.id, { bytes });
      response.send(`OK - ${bytes.length}`);
    }
  });
  router.get('/files/:id/:name', (request, response) => {
    const file = files.get(request.params.id);
    if (!file?.isShared || !file.bytes) {
      response.status(404).send('there is no such file');
    } else {
      response.attachment(file.name).send(file.bytes);
    }
  });
  return router;
}
