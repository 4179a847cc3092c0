// All pages. Each desk is a chunk of its own.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate, Outlet } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Role, Schemas } from './api/client'
import { homeOf, useMe } from './auth'
import { About } from './pages/About'
import { Crashed, Forbidden, NotFound } from './pages/ErrorPages'
import { Root } from './pages/Root'
import type { NumbersSearch } from './supervisor/NumbersPage'
import type { MissedSearch } from './hotline/MissedCallsPage'
import type { RecordSearch, WorkSearch } from './supervisor/records'

const root = createRootRoute({ component: Root, notFoundComponent: NotFound })

function Home() {
  return <Navigate to={homeOf(useMe().role)} replace />
}

/** only lets the given roles see what is inside. */
function only(...roles: Role[]) {
  return function Guard(): ReactNode {
    return roles.includes(useMe().role) ? <Outlet /> : <Forbidden roles={roles} />
  }
}

const index = createRoute({ getParentRoute: () => root, path: '/', component: Home })
const about = createRoute({ getParentRoute: () => root, path: '/about', component: About })

const agent = createRoute({ getParentRoute: () => root, id: 'agent', component: only('agent') })
const desk = createRoute({ getParentRoute: () => agent, path: '/desk', component: lazyRouteComponent(() => import('./desk/DeskPage')) })
const callbacks = createRoute({ getParentRoute: () => agent, path: '/desk/callbacks', component: lazyRouteComponent(() => import('./desk/CallbacksPage')) })
const calls = createRoute({ getParentRoute: () => agent, path: '/desk/calls', component: lazyRouteComponent(() => import('./desk/CallsPage')) })
const deskDirectory = createRoute({ getParentRoute: () => agent, path: '/desk/directory', component: lazyRouteComponent(() => import('./desk/DirectoryPage')) })

const str = (v: unknown) => (typeof v === 'string' && v !== '' ? v : typeof v === 'number' ? String(v) : undefined)
const id = (v: unknown) => (Number.isInteger(Number(v)) && Number(v) > 0 ? Number(v) : undefined)
/** CustomerSearch is the search of customers as it stands in the address. */
export interface CustomerSearch {
  name?: string
  code?: string
  phone?: string
  owner?: number | 'none'
  unit?: number
  segment?: string
  missing?: string
  late?: string
}

const day = (v: unknown) => (typeof v === 'string' && /^\d{4}-\d\d-\d\d$/.test(v) ? v : undefined)
const workSearch = (s: Record<string, unknown>): WorkSearch => ({
  campaign: id(s.campaign), plan: id(s.plan), type: str(s.type), unit: id(s.unit), agent: id(s.agent), from: day(s.from), to: day(s.to),
})
const LEDGER_CLASSES: Schemas['LedgerLine']['class'][] = ['done', 'reached', 'waiting', 'not']

// Records: every role has some.
const RECORD_SEARCH_STATES: RecordSearch['state'][] = ['open', 'overdue', 'unfinished', 'complete', 'late']
const records = createRoute({
  getParentRoute: () => root,
  path: '/records',
  component: lazyRouteComponent(() => import('./supervisor/RecordsPage')),
  validateSearch: (s: Record<string, unknown>): RecordSearch => ({ ...workSearch(s), state: RECORD_SEARCH_STATES.find((x) => x === s.state) }),
})
const record = createRoute({ getParentRoute: () => root, path: '/records/$id', component: lazyRouteComponent(() => import('./supervisor/RecordPage')) })

type FollowUpState = Schemas['FollowUp']['state']
const FOLLOW_UP_STATES: FollowUpState[] = ['waiting', 'paused', 'live', 'wrapup', 'completed', 'exhausted', 'cancelled']

const manage = createRoute({ getParentRoute: () => root, id: 'manage', component: only('supervisor', 'admin') })
const live = createRoute({ getParentRoute: () => manage, path: '/live', component: lazyRouteComponent(() => import('./supervisor/LivePage')) })
const campaigns = createRoute({ getParentRoute: () => manage, path: '/campaigns', component: lazyRouteComponent(() => import('./supervisor/CampaignsPage')) })
const campaignNew = createRoute({ getParentRoute: () => manage, path: '/campaigns/new', component: lazyRouteComponent(() => import('./supervisor/CampaignEditPage'), 'CampaignNewPage') })
const campaign = createRoute({
  getParentRoute: () => manage,
  path: '/campaigns/$id',
  component: lazyRouteComponent(() => import('./supervisor/CampaignPage')),
  validateSearch: (s: Record<string, unknown>): { state?: FollowUpState } => ({ state: FOLLOW_UP_STATES.find((x) => x === s.state) }),
})
const campaignEdit = createRoute({ getParentRoute: () => manage, path: '/campaigns/$id/edit', component: lazyRouteComponent(() => import('./supervisor/CampaignEditPage'), 'CampaignEditPage') })
const lists = createRoute({ getParentRoute: () => manage, path: '/lists', component: lazyRouteComponent(() => import('./supervisor/ListsPage')) })
const list = createRoute({ getParentRoute: () => manage, path: '/lists/$id', component: lazyRouteComponent(() => import('./supervisor/ListPage')) })
const dnc = createRoute({ getParentRoute: () => manage, path: '/do-not-call', component: lazyRouteComponent(() => import('./supervisor/DncPage')) })
const ledger = createRoute({
  getParentRoute: () => manage,
  path: '/ledger',
  component: lazyRouteComponent(() => import('./supervisor/LedgerPage')),
  validateSearch: workSearch,
})
const ledgerLine = createRoute({
  getParentRoute: () => manage,
  path: '/ledger/follow-ups',
  component: lazyRouteComponent(() => import('./supervisor/LedgerLinePage')),
  validateSearch: (s: Record<string, unknown>): WorkSearch & Pick<Schemas['LedgerLine'], 'class' | 'reason'> => ({
    ...workSearch(s), class: LEDGER_CLASSES.find((c) => c === s.class) ?? 'waiting', reason: str(s.reason) ?? '',
  }),
})
const numbers = createRoute({
  getParentRoute: () => manage,
  path: '/numbers',
  component: lazyRouteComponent(() => import('./supervisor/NumbersPage')),
  validateSearch: (s: Record<string, unknown>): NumbersSearch => ({
    state: s.state === 'confirmed' ? 'confirmed' : undefined, why: s.why === 'vacant' || s.why === 'wrong_number' ? s.why : undefined, unit: id(s.unit),
  }),
})
const jobs = createRoute({
  getParentRoute: () => manage,
  path: '/jobs',
  component: lazyRouteComponent(() => import('./supervisor/JobsPage')),
  validateSearch: (s: Record<string, unknown>): { kind?: string } => ({ kind: str(s.kind) }),
})
const plans = createRoute({ getParentRoute: () => manage, path: '/plans', component: lazyRouteComponent(() => import('./supervisor/PlansPage')) })
const planNew = createRoute({ getParentRoute: () => manage, path: '/plans/new', component: lazyRouteComponent(() => import('./supervisor/PlanEditPage'), 'PlanNewPage') })
const plan = createRoute({ getParentRoute: () => manage, path: '/plans/$id', component: lazyRouteComponent(() => import('./supervisor/PlanPage')) })
const planEdit = createRoute({ getParentRoute: () => manage, path: '/plans/$id/edit', component: lazyRouteComponent(() => import('./supervisor/PlanEditPage'), 'PlanEditPage') })
const types = createRoute({ getParentRoute: () => manage, path: '/settings/types', component: lazyRouteComponent(() => import('./supervisor/TypesPage')) })
const typeEdit = createRoute({ getParentRoute: () => manage, path: '/settings/types/$code', component: lazyRouteComponent(() => import('./supervisor/TypeEditPage')) })
const settings = createRoute({ getParentRoute: () => manage, path: '/settings', component: () => <Navigate to="/settings/rules" replace /> })
const hotline = createRoute({ getParentRoute: () => manage, path: '/hotline', component: lazyRouteComponent(() => import('./hotline/HotlinePage')) })
const hotlineCalls = createRoute({
  getParentRoute: () => manage,
  path: '/hotline/calls',
  component: lazyRouteComponent(() => import('./hotline/MissedCallsPage')),
  validateSearch: (s: Record<string, unknown>): MissedSearch => ({ queue: id(s.queue), kind: s.kind === 'missed' || s.kind === 'message' ? s.kind : undefined, open: s.open === true || s.open === 'true' || undefined }),
})
const hotlineDirectory = createRoute({ getParentRoute: () => manage, path: '/hotline/directory', component: lazyRouteComponent(() => import('./hotline/DirectoryPage')) })
const queueNew = createRoute({ getParentRoute: () => manage, path: '/hotline/queues/new', component: lazyRouteComponent(() => import('./hotline/QueuePage'), 'QueueNewPage') })
const queueEdit = createRoute({ getParentRoute: () => manage, path: '/hotline/queues/$id', component: lazyRouteComponent(() => import('./hotline/QueuePage'), 'QueueEditPage') })
const units = createRoute({ getParentRoute: () => manage, path: '/settings/units', component: lazyRouteComponent(() => import('./supervisor/UnitsPage')) })
const skills = createRoute({ getParentRoute: () => manage, path: '/settings/skills', component: lazyRouteComponent(() => import('./supervisor/SkillsPage')) })
const prompts = createRoute({ getParentRoute: () => manage, path: '/settings/prompts', component: lazyRouteComponent(() => import('./supervisor/PromptsPage')) })
const imports = createRoute({ getParentRoute: () => manage, path: '/imports', component: lazyRouteComponent(() => import('./supervisor/ImportsPage')) })
const importOne = createRoute({ getParentRoute: () => manage, path: '/imports/$id', component: lazyRouteComponent(() => import('./supervisor/ImportPage')) })
const customers = createRoute({
  getParentRoute: () => manage,
  path: '/customers',
  component: lazyRouteComponent(() => import('./supervisor/CustomersPage')),
  validateSearch: (s: Record<string, unknown>): CustomerSearch => ({
    name: str(s.name), code: str(s.code), phone: str(s.phone), owner: s.owner === 'none' ? 'none' : id(s.owner), unit: id(s.unit), segment: str(s.segment), missing: str(s.missing), late: str(s.late),
  }),
})
const customer = createRoute({ getParentRoute: () => manage, path: '/customers/$id', component: lazyRouteComponent(() => import('./supervisor/CustomerPage')) })
const rules = createRoute({ getParentRoute: () => manage, path: '/settings/rules', component: lazyRouteComponent(() => import('./supervisor/RulesPage')) })
const calendar = createRoute({
  getParentRoute: () => manage,
  path: '/settings/calendar',
  component: lazyRouteComponent(() => import('./supervisor/CalendarPage')),
  validateSearch: (s: Record<string, unknown>): { year?: number } => ({ year: id(s.year) }),
})
const users = createRoute({ getParentRoute: () => manage, path: '/users', component: lazyRouteComponent(() => import('./supervisor/UsersPage')) })

/** AuditSearch is the search of the audit trail as it stands in the address. */
export interface AuditSearch {
  user?: number
  kind?: string
  object?: string
  from?: string
  to?: string
}
const audit = createRoute({
  getParentRoute: () => manage,
  path: '/settings/audit',
  component: lazyRouteComponent(() => import('./supervisor/AuditPage')),
  validateSearch: (s: Record<string, unknown>): AuditSearch => ({ user: id(s.user), kind: str(s.kind), object: str(s.object), from: str(s.from), to: str(s.to) }),
})

/** AttemptSearch is the search of calls as it stands in the address. */
export interface AttemptSearch {
  campaign?: number
  agent?: number
  outcome?: string
  disposition?: string
  from?: string
  to?: string
  phone?: string
  recorded?: 'true' | 'false'
}
const listen = createRoute({ getParentRoute: () => root, id: 'listen', component: only('qa', 'supervisor', 'admin') })
export const attemptsRoute = createRoute({
  getParentRoute: () => listen,
  path: '/attempts',
  component: lazyRouteComponent(() => import('./qa/AttemptsPage')),
  validateSearch: (s: Record<string, unknown>): AttemptSearch => ({
    campaign: id(s.campaign), agent: id(s.agent), outcome: str(s.outcome), disposition: str(s.disposition),
    from: str(s.from), to: str(s.to), phone: str(s.phone),
    recorded: s.recorded === 'true' || s.recorded === true ? 'true' : s.recorded === 'false' || s.recorded === false ? 'false' : undefined,
  }),
})
const attempt = createRoute({ getParentRoute: () => listen, path: '/attempts/$id', component: lazyRouteComponent(() => import('./qa/AttemptPage')) })

export const router = createRouter({
  routeTree: root.addChildren([
    index,
    about,
    records,
    record,
    agent.addChildren([desk, callbacks, calls, deskDirectory]),
    manage.addChildren([live, hotline, hotlineCalls, hotlineDirectory, queueNew, queueEdit, plans, planNew, plan, planEdit, types, typeEdit, campaigns, campaignNew, campaign, campaignEdit, lists, list, dnc, ledger, ledgerLine, numbers, jobs, settings, rules, units, skills, prompts, calendar, imports, importOne, customers, customer, users, audit]),
    listen.addChildren([attemptsRoute, attempt]),
  ]),
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
