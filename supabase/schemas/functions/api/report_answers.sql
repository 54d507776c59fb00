create or replace function api.report_answers(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
  types constant text[] := array(select jsonb_array_elements_text(span -> 'answerTypes'));
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('by', r.by, 'questions', r.questions,
        'p50Seconds', round(r.p50), 'p90Seconds', round(r.p90)) order by r.by nulls first), '[]')
      from (
        select q.by, count(*) as questions,
            percentile_cont(0.5) within group (order by q.seconds) as p50,
            percentile_cont(0.9) within group (order by q.seconds) as p90
          from (
            -- What was written before one answer is one question, asked with its first message.
            select case when a.id is null then 'nobody' when a.type = 'agency_reply' then 'person'
                else 'assistant' end as by,
                extract(epoch from a.sent_at - min(c.at)) as seconds
              from bauhaus.conversation_threads h
              join bauhaus.conversations c on c.thread_id = h.id and c.at >= since and c.at < until
              left join lateral (
                select n.id, n.sent_at, n.notification_type as type
                  from bauhaus.notifications_log n
                 where n.recipient = h.phone and n.sender = h.sender and n.agency_id = agency
                   and n.sent_at >= c.at and n.notification_type = any (types)
                 order by n.sent_at limit 1) a on true
             where h.agency_id = agency and h.last_inbound_at >= since and c.direction = 'in'
               and c.opt_out_type is null
             group by h.id, a.id, a.type, a.sent_at) q
         group by grouping sets ((q.by), ())) r
     where r.questions > 0);
end
$$;

comment on function api.report_answers is
  'Reports.read of `answers`: from a question to its first answer.';
