/**
 * A custom resource, written into the member stack's template as it stands: adds one statement to the trust of each named role, and takes it
 * out again. Every other statement stays as it was.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
const https = require('node:https');
const http = require('node:http');
const { IAMClient, GetRoleCommand, UpdateAssumeRolePolicyCommand } = require('@aws-sdk/client-iam');

exports.handler = async (event) => {
  const { RequestType, ResourceProperties, OldResourceProperties } = event;
  const answer = { Status: 'SUCCESS', Reason: '' };
  try {
    const iam = new IAMClient({});
    const { Statement, Roles } = ResourceProperties;
    const wanted = RequestType === 'Delete' ? [] : Roles;
    for (const role of wanted) await write(iam, role, Statement.Sid, Statement);
    const former = RequestType === 'Delete' ? Roles : (OldResourceProperties?.Roles ?? []);
    for (const role of former.filter((name) => !wanted.includes(name))) {
      await write(iam, role, Statement.Sid).catch((error) => {
        // A role that is gone needs no trust, and must not keep the stack from going.
        if (error.name !== 'NoSuchEntityException') throw error;
      });
    }
  } catch (error) {
    answer.Status = 'FAILED';
    answer.Reason = `${error.name}: ${error.message}`;
  }
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'trust' } = event;
  await put(event.ResponseURL, { ...answer, StackId, RequestId, LogicalResourceId, PhysicalResourceId });
};

async function write(iam, RoleName, sid, statement) {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const document = JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument));
  const others = [document.Statement].flat().filter((each) => each.Sid !== sid);
  const Statement = statement ? [...others, statement] : others;
  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName,
      PolicyDocument: JSON.stringify({ ...document, Statement }),
    }),
  );
}

function put(url, body) {
  const text = JSON.stringify(body);
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const options = {
      method: 'PUT',
      headers: { 'content-type': '', 'content-length': Buffer.byteLength(text) },
    };
    const sending = request(url, options, (response) => response.resume().on('end', resolve));
    sending.on('error', reject);
    sending.end(text);
  });
}
