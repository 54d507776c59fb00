import { type Member, scopesOfRole } from '#shared/domain/member.ts';
import type { Members } from '#shared/ports/members.ts';
import { Problem } from './problem.ts';

/**
 * The member to whom something is given to look after.
 * @throws Problem `invalid-fields` where there is none who may.
 */
export const memberWhoMay = async (
  members: Pick<Members, 'list'>,
  agencyId: string,
  { id: memberId, pointer }: { readonly id: string; readonly pointer: string },
): Promise<Member> => {
  const found = (await members.list(agencyId)).find(
    ({ id, leftAt, role }) =>
      id === memberId && leftAt === null && scopesOfRole[role].includes('care'),
  );
  if (!found)
    throw new Problem('invalid-fields', 'It cannot be given to them.', {
      errors: [{ pointer, code: 'unknown_member', message: 'is no member of yours who may' }],
    });
  return found;
};
