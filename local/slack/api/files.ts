import * as z from 'zod';
import { SlackFault } from '../slack-fault.ts';
import type { Message } from '../state/world.ts';
import { findChannel, isBotIn } from './find-channel.ts';
import { jsonArg, type Method, readArgs } from './method.ts';

const Announced = z.object({
  filename: z.string().min(1),
  length: z.coerce.number().int().positive(),
});

/** @see https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
export const filesGetUploadUrlExternal: Method = {
  name: 'files.getUploadURLExternal',
  scopes: ['files:write'],
  rate: 'tier4',
  run(call) {
    const { filename: name, length: size } = readArgs(call, Announced);
    const { core, installation } = call;
    const { id } = core.files.announce({ teamId: installation.teamId, name, size });
    return { upload_url: `${core.baseUrl()}/upload/${id}`, file_id: id };
  },
};

const Completed = z.object({
  files: z.preprocess(
    (value) => jsonArg(value, () => new SlackFault('invalid_arguments')),
    z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1),
  ),
  channel_id: z.string().optional(),
  initial_comment: z.string().optional(),
  thread_ts: z.string().optional(),
});

/** @see https://docs.slack.dev/reference/methods/files.completeUploadExternal */
export const filesCompleteUploadExternal: Method = {
  name: 'files.completeUploadExternal',
  scopes: ['files:write'],
  rate: 'tier4',
  run(call) {
    const {
      files,
      channel_id: id,
      initial_comment: comment = '',
      thread_ts: threadTs,
    } = readArgs(call, Completed);
    const { core, installation } = call;
    const found = files.map((each) => {
      const file = core.files.get(each.id);
      if (!file || file.teamId !== installation.teamId || !file.bytes || file.isShared) {
        throw new SlackFault('file_not_found');
      }
      return { id: file.id, name: file.name, title: each.title ?? file.name, size: file.size };
    });
    if (id === undefined) {
      return { files: found };
    }
    const channel = findChannel(call, id);
    if (!isBotIn(core, channel)) {
      throw new SlackFault('not_in_channel');
    }
    for (const file of found) {
      core.files.change(file.id, { isShared: true });
    }
    const { botUserId, botId } = core.world.workspace(installation.teamId);
    const message: Message = {
      ts: core.world.nextTs(channel.id),
      user: botUserId,
      botId,
      appId: core.world.appId,
      text: comment,
      files: found.map((file) => ({
        ...file,
        url_private_download: `${core.baseUrl()}/files/${file.id}/${encodeURIComponent(file.name)}`,
      })),
      ...(threadTs === undefined ? {} : { threadTs }),
    };
    core.world.commit({ type: 'message-posted', channel: channel.id, message });
    return { files: found };
  },
};
