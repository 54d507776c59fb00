import { Role, scopesOfRole } from '#shared/domain/member.ts';
import { Scope } from '#shared/domain/scope.ts';
import type { Access, RouteDoc } from './route.ts';

/** What a route says of who may use it. */
export interface RouteAccess extends Pick<RouteDoc, 'isForLimited'> {
  readonly access: Access;
}

const withScope = (scopes: readonly Scope[], access: Access): boolean => {
  const scope = Scope.safeParse(access);
  return scope.success && scopes.includes(scope.data);
};

/** Whether a key with these scopes may use a route. */
export const keyMay = (scopes: readonly Scope[], { access }: RouteAccess): boolean =>
  access === 'public' || access === 'agency' || withScope(scopes, access);

/** Whether a member with a role may use a route. */
export const roleMay = (role: Role, { access, isForLimited }: RouteAccess): boolean =>
  access === 'public' ||
  access === 'agency' ||
  access === 'member' ||
  withScope(scopesOfRole[role], access) ||
  (role === 'limited' && isForLimited === true);

const mark = (isAllowed: boolean): string => (isAllowed ? 'yes' : '');

/** The table of who may use which route, in Markdown, from the routes themselves. */
export const permissionTable = (
  routes: readonly (RouteAccess & Pick<RouteDoc, 'method' | 'path'>)[],
): string => {
  const rows = routes
    .filter(({ access }) => access !== 'public' && access !== 'operator')
    .toSorted((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method))
    .map((route) => {
      const { method, path, access, isForLimited } = route;
      const key = access === 'member' ? '' : access === 'agency' ? 'any' : `\`${access}\``;
      const roles = Role.options.map((role) =>
        role === 'limited' && isForLimited ? 'own groups' : mark(roleMay(role, route)),
      );
      return `| \`${method} ${path}\` | ${[key, ...roles].join(' | ')} |`;
    });
  return [
    `| route | key with | ${Role.options.join(' | ')} |`,
    `|---|---|${Role.options.map(() => '---').join('|')}|`,
    ...rows,
  ].join('\n');
};
