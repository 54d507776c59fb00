import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { Shell } from '../parts/shell.tsx';
import { Loading, Note } from '../parts/states.tsx';
import { useWords } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';
import { SignIn } from './sign-in.tsx';

const NotFound = () => {
  const words = useWords(shellWords);
  return (
    <Note title={words.notFoundTitle} action={<Link to="/now">{words.toNow}</Link>}>
      {words.notFoundText}
    </Note>
  );
};

const root = createRootRoute({ notFoundComponent: NotFound });
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignIn,
});
/** Who operates the platform is no member, and signs in there. */
const operator = createRoute({
  getParentRoute: () => root,
  path: '/operator',
  component: lazyRouteComponent(() => import('./operator/operator.tsx'), 'Operator'),
});
/** The pages of somebody who is signed in. */
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/now' });
  },
});

type Search = Readonly<Record<string, unknown>>;
/** Reads what an address says beside its path; what is said otherwise is left out. */
const texts =
  <N extends string>(...names: readonly N[]) =>
  (search: Search): { [K in N]?: string } => {
    const said: { [K in N]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string' && value !== '') said[name] = value;
    }
    return said;
  };

const now = createRoute({
  getParentRoute: () => shell,
  path: '/now',
  validateSearch: texts('queue', 'incident'),
  component: lazyRouteComponent(() => import('./now/now.tsx'), 'Now'),
});
const inbox = createRoute({
  getParentRoute: () => shell,
  path: '/inbox',
  validateSearch: texts('box', 'conversation', 'phone'),
  component: lazyRouteComponent(() => import('./inbox/inbox.tsx'), 'Inbox'),
});
const journeys = createRoute({
  getParentRoute: () => shell,
  path: '/journeys',
  validateSearch: texts('name'),
  component: lazyRouteComponent(() => import('./journey/journeys.tsx'), 'Journeys'),
});
const journey = createRoute({
  getParentRoute: () => shell,
  path: '/journeys/$id',
  validateSearch: texts('part', 'contact'),
  component: lazyRouteComponent(() => import('./journey/journey.tsx'), 'Journey'),
});
const board = createRoute({
  getParentRoute: () => shell,
  path: '/board',
  validateSearch: texts('q', 'group', 'view'),
  component: lazyRouteComponent(() => import('./board.tsx'), 'Board'),
});
const flight = createRoute({
  getParentRoute: () => shell,
  path: '/flights/$key',
  validateSearch: texts('state'),
  component: lazyRouteComponent(() => import('./flight.tsx'), 'Flight'),
});
const newMessage = createRoute({
  getParentRoute: () => shell,
  path: '/messages/new',
  validateSearch: texts('flight', 'state', 'journey', 'group', 'contacts'),
  component: lazyRouteComponent(() => import('./message/write.tsx'), 'Write'),
});
const message = createRoute({
  getParentRoute: () => shell,
  path: '/messages/$id',
  component: lazyRouteComponent(() => import('./message/notice.tsx'), 'Notice'),
});
const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  validateSearch: texts('name', 'contact'),
  component: lazyRouteComponent(() => import('./people.tsx'), 'People'),
});
const groups = createRoute({
  getParentRoute: () => shell,
  path: '/groups',
  component: lazyRouteComponent(() => import('./groups/pages.ts'), 'Groups'),
});
const group = createRoute({
  getParentRoute: () => shell,
  path: '/groups/$id',
  validateSearch: texts('part', 'flight'),
  component: lazyRouteComponent(() => import('./groups/pages.ts'), 'Group'),
});
const imports = createRoute({
  getParentRoute: () => shell,
  path: '/import',
  validateSearch: texts('id', 'verdict'),
  component: lazyRouteComponent(() => import('./import/import.tsx'), 'Import'),
});
const reports = createRoute({
  getParentRoute: () => shell,
  path: '/reports',
  validateSearch: texts('period'),
  component: lazyRouteComponent(() => import('./reports/reports.tsx'), 'Reports'),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  validateSearch: texts('part'),
  component: lazyRouteComponent(() => import('./settings/settings.tsx'), 'Settings'),
});

/** Every page of the console, by its address below `/console`. */
export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    operator,
    shell.addChildren([
      home,
      now,
      inbox,
      board,
      flight,
      newMessage,
      message,
      journeys,
      journey,
      people,
      groups,
      group,
      imports,
      reports,
      settings,
    ]),
  ]),
  basepath: '/console',
  defaultPreload: 'intent',
  defaultPendingComponent: () => <Loading />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
