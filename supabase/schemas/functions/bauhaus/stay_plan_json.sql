create or replace function bauhaus.stay_plan_json(p bauhaus.stay_plans) returns jsonb
language sql stable as $$
  select jsonb_build_object('stay', p.stay, 'revision', p.revision, 'plan', p.plan,
    'updatedAt', p.updated_at)
$$;

comment on function bauhaus.stay_plan_json is 'StoredPlan of shared/domain/stay-plan.ts.';
