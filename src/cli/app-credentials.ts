import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Session, SessionOptions } from './session.ts';

/** What AWS says where there is no such queue, or where these credentials may not know of it. */
const NO_APP = ['QueueDoesNotExist', 'AccessDenied', 'AccessDeniedException'];

/**
 * Credentials of the mesh account through which the app can be told to do something, where the app runs and they are there; `undefined` for a mesh
 * without the app, and where a plan is asked for instead.
 */
export async function appCredentials(
  session: Session,
  QueueName: string,
): Promise<SessionOptions | undefined> {
  if (!session.has('Mesh')) {
    return undefined;
  }
  const options = session.as('Mesh');
  const { region = 'us-east-1', endpoint, credentials, plan } = options;
  if (plan !== undefined) {
    return undefined;
  }
  const queues = new SQSClient({ region, credentials, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    await queues.send(new GetQueueUrlCommand({ QueueName }));
    return options;
  } catch (error) {
    if (error instanceof Error && NO_APP.includes(error.name)) {
      return undefined;
    }
    throw error;
  }
}
