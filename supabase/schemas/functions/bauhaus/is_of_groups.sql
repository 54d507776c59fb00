create or replace function bauhaus.is_of_groups(topic text, subject text, groups uuid[])
returns boolean
language plpgsql stable as $$
begin
  return case topic
    when 'group' then subject = any (groups::text[])
    when 'journey' then exists (select from bauhaus.journeys j
      where j.id = subject::uuid and j.group_id = any (groups))
    when 'conversation' then exists (
      select from bauhaus.conversation_threads h
        join bauhaus.trips t on t.agency_id = h.agency_id and t.whatsapp = h.phone
          and t.status <> 'withdrawn'
        join bauhaus.journeys j on j.id = t.journey_id
       where h.id = subject::uuid and j.group_id = any (groups))
    else false end;
end
$$;

comment on function bauhaus.is_of_groups is
  'Whether a limited member, who sees these groups, sees it: journeys of them, and conversations '
  'with whoever travels in one.';
