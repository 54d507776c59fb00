create or replace function api.agency_question(number text, traveller text) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('choices', q.choices, 'agencyId', q.agency_id,
    'at', bauhaus.instant(q.at), 'answeredBy', q.answered_by, 'held', q.held)
    from bauhaus.agency_questions q where q.sender = number and q.phone = traveller
$$;

comment on function api.agency_question is
  'AgencyQuestion of shared/domain/which-agency.ts, with the messages that wait for its answer.';
