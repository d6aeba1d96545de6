import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestSlack, type TestSlack } from './support/slack-for-tests.ts';

describe('files', () => {
  let test: TestSlack;
  beforeEach(async () => {
    test = await startTestSlack();
  });
  afterEach(() => test.close());

  async function announced(length: number): Promise<{ readonly url: string; readonly id: string }> {
    const { upload_url: url = '', file_id: id = '' } = await test.client.files.getUploadURLExternal({
      filename: 'history.csv',
      length,
    });
    return { url, id };
  }
  const upload = (url: string, body: string) => fetch(url, { method: 'POST', body });
  const share = (id: string, channel: string) =>
    test.client.files.completeUploadExternal({
      files: [{ id, title: 'History' }],
      channel_id: channel,
      initial_comment: 'Here it is',
    });

  it('are announced, uploaded and shared into a conversation of the app, from where they can be fetched', async () => {
    const { url, id } = await announced(5);

    expect((await upload(url, 'a,b\r\n')).status).toBe(200);
    await share(id, 'C0GENERAL');

    const message = test.channel('C0GENERAL').messages.at(-1);
    expect(message).toMatchObject({ text: 'Here it is', files: [{ id, name: 'history.csv', size: 5 }] });
    expect(await (await fetch(`${test.url}/files/${id}/history.csv`)).text()).toBe('a,b\r\n');
  });

  it('are refused with another number of bytes than announced', async () => {
    const { url } = await announced(4);

    expect((await upload(url, 'a,b\r\n')).status).toBe(400);
  });

  it('cannot be shared before they are uploaded, nor twice', async () => {
    const { url, id } = await announced(5);

    await expect(share(id, 'C0GENERAL')).rejects.toMatchObject({ data: { error: 'file_not_found' } });
    await upload(url, 'a,b\r\n');
    await share(id, 'C0GENERAL');
    await expect(share(id, 'C0GENERAL')).rejects.toMatchObject({ data: { error: 'file_not_found' } });
  });

  it('go where the app is, by the id of a conversation and not of a person', async () => {
    const { url, id } = await announced(5);
    await upload(url, 'a,b\r\n');

    await expect(share(id, 'C0OPEN')).rejects.toMatchObject({ data: { error: 'not_in_channel' } });
    await expect(share(id, 'U0ANA')).rejects.toMatchObject({ data: { error: 'channel_not_found' } });
  });

  it('need a name and a length above zero', async () => {
    await expect(announced(0)).rejects.toMatchObject({ data: { error: 'invalid_arguments' } });
  });
});
