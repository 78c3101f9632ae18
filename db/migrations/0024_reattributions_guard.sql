-- Whose a fact is was decided once: a redo withdraws the undo it belongs to, not the decision.
create trigger reattributions_append_only before update or delete on reattributions for each row execute function refuse_change();
