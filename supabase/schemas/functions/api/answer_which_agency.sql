create or replace function api.answer_which_agency(
  number text, traveller text, agency uuid, message_sid text, at timestamptz
) returns jsonb
language sql set search_path = '' as $$
  update bauhaus.agency_questions q set agency_id = agency, answered_by = message_sid, at =
      answer_which_agency.at, held = '[]'
   where q.sender = number and q.phone = traveller
  returning to_jsonb(true)
$$;

comment on function api.answer_which_agency is
  'Remembers which agency a traveller means; what waited was delivered before.';
