import { distance } from './distance.ts';
import { type Message, section } from './message.ts';
import { typed } from './text.ts';

/**
 * Every verb of `/mesh` with its arguments and, after a colon, what it does, in the order in which people meet them. Lines of one text: the public function
 * carries them at every start.
 */
const COMMANDS = `request [words]: ask for access to a data product
find <words>: search products, domains and tables
show <product>: tables, owner and who decides
pending: requests that wait for your decision
list [mine|team|all] [status]: requests and access, yours or your teams’
status <id>: everything about one request
approve <id>: see one request and approve it
deny <id>: see one request and deny it
ask <id>: ask the requester something before you decide
answer <id>: answer what the owners asked
import <id>: let granted tables appear in your account
edit <id>: change your request while it waits
withdraw <id>: take your request back
nudge <id>: remind the owners of your request
modify <id>: change the permissions of an access
extend <id> [30d]: ask for more time
revoke <id>: end an access
delegate @user [team|product] from..to [reason]: let somebody decide for you while you are away
delegates: who stands in for whom
policy [test|affected] [product|team]: how data is given away, and what would become of a request
history <id|database.table|@user|team:key> [from..to]: who did, tried and decided what, and when
export [csv|json] [from..to]: for mesh admins: everything that happened, as a file
publish [database]: offer tables of your team to the mesh
plan <id>: what a yes or an end would do at AWS, with nothing done
product delete [product]: take a product of your team out of the mesh, now or on a day that you announce
products [words]: what your teams offer, and who uses it
filters [database.table]: rows of your tables that can be given alone
drift [product]: where AWS does not hold what was decided
repair <difference> repair|revoke|adopt|end|ignore [day] [why]: mend one difference
suspend <team|account|all>: for mesh admins: take all access away for a while
resume <team|account|all>: for mesh admins: give back what was suspended
offboard <team|account>: for mesh admins: end all access of a team that leaves
revoke-all <@user|account>: for mesh admins: end all that somebody has
adopt: for mesh admins: what was here before the app, and let it be looked after
restored: for mesh admins: after a restore of the table, compare records with what was decided
doctor: what is not well with your teams’ set-up, and what to do
test-channel: see whether notices reach your teams’ channels
setup [mesh|producer|consumer|both <account>]: for mesh admins: teams, and the command that sets an account up
who <table>: who can read a table, through what, and until when
why <id> or <@user> <table>: why there is an access, or why somebody has none
whoami: your teams, and for whom you decide
help: show this`
  .split('\n')
  .map((line) => {
    const [usage = '', says = ''] = line.split(/: (.*)/);
    return { verb: usage.split(' ')[0] ?? '', usage: `/mesh ${usage}`, says };
  });

export function help(): Message {
  const lines = COMMANDS.map(({ usage, says }) => `• \`${usage}\`: ${says}`);
  return {
    text: `What /mesh can do. ${COMMANDS.map(({ usage, says }) => `${usage}: ${says}.`).join(' ')}`,
    // One section takes 3,000 characters.
    blocks: [
      section(`*What \`/mesh\` can do*\n${lines.slice(0, 24).join('\n')}`),
      section(lines.slice(24).join('\n')),
    ],
  };
}

/** An unknown verb is answered with the nearest known one, privately. */
export function unknownCommand(word: string): Message {
  const near = COMMANDS.map(({ verb }) => ({ verb, distance: distance(verb, word.toLowerCase()) })).sort(
    (a, b) => a.distance - b.distance,
  )[0];
  const guess =
    near && near.distance <= 3
      ? `Did you mean \`/mesh ${near.verb}\`?`
      : 'Type `/mesh help` to see what there is.';
  const text = `There is no \`/mesh ${typed(word, 40)}\`. ${guess}`;
  return { text, blocks: [section(text)] };
}
