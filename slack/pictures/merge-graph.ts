import type { MemberSummary } from '../../core/members/summary.ts';
import type { MergePreview } from '../../core/merges/preview.ts';
import type { AccountId } from '../../db/ids.ts';
import type { Evidence, EvidenceResult } from '../../db/schema/merges.ts';
import type { Words } from '../words/words.ts';
import type { Graph, GraphAccount, GraphEdge, GraphSide } from './graph-layout.ts';

export type Members = Map<AccountId, MemberSummary>;

/** What the picture of an undo or redo shows: the larger side stands left, and each side begins where the edge holds on. */
export function graphOfPreview(preview: MergePreview, members: Members, words: Words): Graph {
  const { graph, kind, splits } = preview;
  const subject = graph.edges.find(({ edgeId }) => edgeId === preview.edgeId);
  if (!subject) throw new Error(`the preview of edge ${preview.edgeId} does not show it`);
  const [left, right] = sidesOf(preview, subject);
  const side = (ids: AccountId[], which: 'sideStays' | 'sideParts' | 'sideWhole', count = ids.length): GraphSide => ({
    name: nameOfMember(members, ids[0], words),
    titled: (name) => words.undo[which](name, count),
    accounts: ids.map((id) => accountOf(members, id, words)),
  });
  const parts = splits && kind === 'undo';
  const sides: [GraphSide, GraphSide] = [
    side(left, parts ? 'sideStays' : 'sideWhole', splits ? left.length : left.length + right.length),
    side(right, parts ? 'sideParts' : 'sideWhole'),
  ];
  const verb = kind === 'undo' ? words.undo.cut : words.redo.tie;
  const tied = (edge: (typeof graph.edges)[number]): GraphEdge => ({
    a: edge.a,
    b: edge.b,
    label: words.requestNumber(edge.requestId),
    ...(edge.cut && kind === 'undo' && { cut: true }),
    ...reasonsOf(edge.evidence, words),
  });
  const marked = { ...tied(subject), verb, cut: kind === 'undo' };
  const also = graph.edges.filter((edge) => edge.cut && edge !== subject).map(tied);
  return {
    alt: altOf([marked, ...also], verb, sides, words),
    sides,
    panels: splits ? 2 : 1,
    dot: words.graph.dot,
    edges: graph.edges.filter((edge) => edge !== subject).map(tied),
    marked,
  };
}

/** The name a member is shown by. */
export function nameOfMember(members: Members, id: AccountId | undefined, words: Words): string {
  return (id !== undefined && members.get(id)?.name) || words.noName;
}

/** When the person stays whole, the end with the larger id stands apart, so that the edge can be seen. */
function sidesOf(
  { sides, splits, graph }: MergePreview,
  { a, b }: { a: AccountId; b: AccountId },
): [AccountId[], AccountId[]] {
  if (!splits)
    return [
      startingWith(
        a,
        graph.accounts.map(({ accountId }) => accountId).filter((id) => id !== b),
      ),
      [b],
    ];
  const [one, other] = sides.map(({ accountIds }) => startingWith(accountIds.includes(a) ? a : b, accountIds)) as [
    AccountId[],
    AccountId[],
  ];
  return other.length > one.length ? [other, one] : [one, other];
}

const startingWith = (first: AccountId, ids: AccountId[]) => [first, ...ids.filter((id) => id !== first)];

function accountOf(members: Members, id: AccountId, words: Words): GraphAccount {
  const member = members.get(id);
  const second = words.account(member?.tail ?? '', member?.storeName ?? words.noStore);
  return { id, name: nameOfMember(members, id, words), second };
}

/** Which fields spoke for a merge, and one line about those that did not. */
export function reasonsOf(evidence: Evidence, { graph }: Words): Pick<GraphEdge, 'agreeing' | 'against'> {
  const fields = (result: EvidenceResult) =>
    evidence.filter((row) => row.result === result).map(({ field }) => graph.fields[field]);
  const [agreeing, claimed] = [fields('match'), fields('claimed')];
  const [other, unknown] = [fields('mismatch'), fields('unknown')];
  if (other.length > 0) return { agreeing, against: graph.differs(other.join(graph.dot)) };
  if (claimed.length > 0) return { agreeing, against: graph.claimed(claimed.join(graph.dot)) };
  return unknown.length > 0 ? { agreeing, against: graph.unknown(unknown.join(graph.dot)) } : { agreeing };
}

function altOf(cut: GraphEdge[], verb: string, sides: [GraphSide, GraphSide], words: Words): string {
  const said = sides.map(({ name, titled, accounts }) => {
    const listed = words.home.list(accounts.map((account) => `${account.name} ${account.second}`));
    return words.undo.pictureSide(titled(name), listed);
  }) as [string, string];
  return words.undo.pictureAlt(`${words.home.list(cut.map(({ label }) => label))} ${verb}`, ...said);
}
