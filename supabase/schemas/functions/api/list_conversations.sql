create or replace function api.list_conversations(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  box constant text := filter ->> 'box';
  ids uuid[];
begin
  -- Ids alone are sorted, of which there may be thousands, and a page of rows is read.
  ids := array(
    select h.id
      from bauhaus.conversation_threads h
      left join (
        select distinct on (k.facts ->> 'conversationId') k.facts ->> 'conversationId' as id,
               k.severity = 'urgent' as is_urgent, k.opened_at
          from bauhaus.tasks k
         where k.agency_id = agency and k.kind = 'handoff' and k.state <> 'done'
         order by k.facts ->> 'conversationId', k.severity = 'urgent' desc, k.opened_at, k.id
      ) w on w.id = h.id::text
     where h.agency_id = agency
       and (filter ->> 'phone' is null or h.phone = filter ->> 'phone')
       and (filter ->> 'id' is null or h.id = (filter ->> 'id')::uuid)
       and (filter -> 'groups' is null or bauhaus.is_of_groups('conversation', h.id::text,
         array(select jsonb_array_elements_text(filter -> 'groups'))::uuid[]))
       and (filter ->> 'takenOverBy' is null or h.taken_over_by = filter ->> 'takenOverBy')
       and (box is null or h.taken_over_by is null and (box = 'waiting') = (w.id is not null))
     order by case when box = 'waiting' then not w.is_urgent end,
       case when box = 'waiting' then w.opened_at end,
       h.last_inbound_at desc nulls last, h.id
     limit (filter ->> 'limit')::integer offset coalesce((filter ->> 'offset')::integer, 0));
  return (select coalesce(jsonb_agg(bauhaus.conversation_json(h) order by x.place), '[]')
    from unnest(ids) with ordinality x (id, place)
    join bauhaus.conversation_threads h on h.id = x.id);
end
$$;

comment on function api.list_conversations is
  'ConversationDesk.conversations, latest inbound message first; of those that wait the urgent '
  'ones first, then by how long they do.';
