using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Merging;

/// <summary>One pair compared field by field, once; what it comes to is an <see cref="ObjectMerge"/>.</summary>
internal sealed class Comparison(Pair pair, MergeRules rules)
{
    private readonly List<FieldChange> _toSanity = [];
    private readonly List<FieldChange> _toStripe = [];
    private readonly List<Conflict> _conflicts = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _rejected = [];
    private Link _link = pair.Link;
    private Fields _desired = pair.Stripe.Fields;

    public ObjectMerge Run()
    {
        foreach (var path in Paths())
            Compare(path);
        return new(_link, _desired, _toSanity, _toStripe, _conflicts, _notes) { Rejected = _rejected };
    }

    private IEnumerable<string> Paths() =>
        DefaultMapping
            .Of(pair.Link.Type)
            .Select(spec => spec.Path)
            .Concat(pair.Sanity.Fields.Paths.Where(DefaultMapping.IsOneOfMany))
            .Concat(pair.Stripe.Fields.Paths.Where(DefaultMapping.IsOneOfMany))
            .Concat(pair.Link.Baseline.Paths.Where(DefaultMapping.IsOneOfMany))
            .Concat(pair.Open.Select(record => record.Path).Where(DefaultMapping.IsOneOfMany))
            .Concat(pair.Overwritten.Keys.Where(DefaultMapping.IsOneOfMany))
            .Concat(pair.Late.Keys.Where(DefaultMapping.IsOneOfMany))
            .Distinct(StringComparer.Ordinal);

    private void Compare(string path)
    {
        if (pair.Sanity.IsRefused(path) || pair.Unclear.Contains(path) || pair.Shape?.Holds(path) == false)
            return;
        var spec = pair.Spec(path);
        var sanity = pair.Sanity.Fields[path];
        var actual = pair.Stripe.Fields[path];
        if (pair.Sanity.OneWay.ContainsKey(path))
            OneWay(path, sanity, actual);
        else if (spec.Direction == FieldDirection.ToStripe)
            Obey(spec, Side.Sanity, sanity, actual);
        else if (pair.Stripe.IsRefused(path))
            PutBack(path, sanity, actual);
        else if (spec.Direction == FieldDirection.ToSanity)
            Obey(spec, Side.Stripe, sanity, actual);
        else
            Decide(spec, sanity, actual, Outcome(spec, sanity, actual));
    }

    private Merged Outcome(FieldSpec spec, FieldValue sanity, FieldValue actual)
    {
        var baseline = pair.Link.AgreedOn(spec.Path);
        var stripe = actual;
        if (pair.Overwritten.TryGetValue(spec.Path, out var lost))
        {
            // Our write agreed on nothing: theirs had come first.
            stripe = lost.Theirs;
            baseline = lost.Before ?? baseline;
            if (baseline is { } seen)
                _link = _link.Agree(spec.Path, seen);
        }
        else if (pair.Late.TryGetValue(spec.Path, out var late))
        {
            stripe = late.Theirs;
            // Of what a successor leaves unsaid nothing is agreed any more but what was on the former price.
            if (baseline is null)
                _link = _link.Agree(spec.Path, late.Before);
            // What the document holds by now, agreed or not, somebody set meanwhile: the two are in conflict.
            if (baseline is null || sanity != late.Before)
                baseline = late.Before;
        }
        var merged = Merge.Field(baseline, sanity, stripe);
        if (merged is Merged.Agreed)
            return merged;
        if (IsBroughtBack(spec.Path, baseline, sanity))
        {
            _notes.Add(
                $"A copy of the document from before {spec.Path} became {stripe} was published; {stripe} was put back. To have {sanity}, set it once more"
            );
            return new Merged.Follow(Side.Stripe, stripe);
        }
        if (rules.Force && rules.OnlyTo is { } side)
            return Forced(spec, baseline, new(sanity, stripe, baseline is null), side);
        return merged is Merged.Follow && spec.Group is { } group && BothChanged(group)
            ? new Merged.Conflict(sanity, stripe, baseline is null)
            : merged;
    }

    private bool IsBroughtBack(string path, FieldValue? baseline, FieldValue sanity) =>
        pair.BroughtBack.TryGetValue(path, out var old) && sanity == old && baseline != old;

    // What a force runs over is kept on record, unless it was nobody's edit.
    private Merged.Follow Forced(FieldSpec spec, FieldValue? baseline, Merged.Conflict both, Side written)
    {
        var winner = written == Side.Stripe ? Side.Sanity : Side.Stripe;
        var lost = written == Side.Stripe ? both.Stripe : both.Sanity;
        if (lost != (baseline ?? FieldValue.Absent))
            Record(spec.Path, both, "force", winner);
        return new(winner, winner == Side.Sanity ? both.Sanity : both.Stripe);
    }

    // Fields of one group make sense only together: half of one side's edit and half of the other's is nobody's price.
    private bool BothChanged(string group)
    {
        var paths = DefaultMapping
            .Of(pair.Link.Type)
            .Where(spec => spec.Group == group)
            .Select(spec => spec.Path)
            .Where(path => pair.Shape?.Holds(path) != false)
            .ToList();
        return paths.Any(path => pair.Sanity.Fields[path] != pair.Link.BaselineOf(path))
            && paths.Any(path => pair.Stripe.Fields[path] != pair.Link.BaselineOf(path));
    }

    private void Decide(FieldSpec spec, FieldValue sanity, FieldValue actual, Merged merged)
    {
        switch (merged)
        {
            case Merged.Agreed(var value):
                Settle(spec, value, sanity, actual);
                break;
            case Merged.Follow(_, var value):
                Settle(spec, value, sanity, actual);
                break;
            case Merged.Conflict conflict:
                Resolve(spec, conflict, sanity, actual);
                break;
            default:
                throw new InvalidOperationException($"{spec.Path}: {merged} is no outcome of a merge");
        }
    }

    private void Resolve(FieldSpec spec, Merged.Conflict conflict, FieldValue sanity, FieldValue actual)
    {
        var winner = conflict.NeverAgreed ? rules.Prefer : rules.Policy.Winner(spec.Owner);
        Record(spec.Path, conflict, conflict.NeverAgreed ? Held : rules.Policy.Word(), winner);
        if (winner is { } side)
            Settle(spec, side == Side.Sanity ? conflict.Sanity : conflict.Stripe, sanity, actual);
        else if (conflict.Stripe != actual)
            Write(_toStripe, Side.Stripe, new(spec.Path, actual, conflict.Stripe) { IsHalf = true });
    }

    private string Held => rules.Prefer is null ? "hold" : "prefer";

    // Both sides should hold the value: write where they do not, agree and close what was open where they do.
    private void Settle(FieldSpec spec, FieldValue value, FieldValue sanity, FieldValue actual)
    {
        if (value.IsAbsent && !actual.IsAbsent && IsStuck(spec))
        {
            _notes.Add($"{spec.Path} cannot be cleared in Stripe, so {actual} was put back");
            value = actual;
        }
        _desired = _desired.With(spec.Path, value);
        var isHalf = value != sanity && value != actual;
        if (value != sanity)
            Write(_toSanity, Side.Sanity, new(spec.Path, sanity, value) { IsHalf = isHalf });
        if (value != actual)
            Write(_toStripe, Side.Stripe, new(spec.Path, actual, value) { IsHalf = isHalf });
        if (value != sanity || value != actual)
            return;
        _link = _link.Agree(spec.Path, value);
        Close(spec.Path);
    }

    // Immutable fields and a tax behaviour are "cleared" by a new price.
    private static bool IsStuck(FieldSpec spec) =>
        spec is { Clearable: false, Immutable: false } && spec.Path != "taxBehavior";

    // Of a value that Stripe holds only in part nothing can be read back; what was set there is undone.
    private void OneWay(string path, FieldValue sanity, FieldValue actual)
    {
        var baseline = pair.Link.BaselineOf(path);
        if (sanity == actual)
        {
            _link = _link.Agree(path, sanity);
            Close(path);
        }
        else if (
            baseline is null
            && !actual.IsAbsent
            && !(rules.Force && rules.OnlyTo == Side.Stripe)
            && rules.Prefer != Side.Sanity
        )
            Record(path, new(sanity, actual, NeverAgreed: true), "hold", null);
        else
        {
            if (baseline == sanity)
                _notes.Add(
                    $"{path} was set to {actual} in Stripe, but the document holds more than Stripe can; {sanity} was put back"
                );
            _desired = _desired.With(path, sanity);
            Write(_toStripe, Side.Stripe, new(path, actual, sanity));
        }
    }

    // One side's value counts. An edit on the other is put back with a sentence; what stood there before anything was
    // agreed is held for a person, and nothing at all clears nothing.
    private void Obey(FieldSpec spec, Side source, FieldValue sanity, FieldValue actual)
    {
        var (value, other) = source == Side.Sanity ? (sanity, actual) : (actual, sanity);
        var baseline = pair.Link.BaselineOf(spec.Path);
        if (value == other)
            Settle(spec, value, sanity, actual);
        else if (baseline is null && value.IsAbsent)
            return;
        else if (baseline is null && !other.IsAbsent && !rules.Force && rules.Prefer != source)
            Record(spec.Path, new(sanity, actual, NeverAgreed: true), "hold", null);
        else if (source == Side.Sanity && value.IsAbsent && IsStuck(spec))
            _link = _link.Agree(spec.Path, value);
        else
        {
            if (baseline == value)
                _notes.Add(
                    $"{pair.Shape?.Shown(spec.Path) ?? spec.Path} follows {source} only, so {other} was put back to {value}"
                );
            Settle(spec, value, sanity, actual);
        }
    }

    private void PutBack(string path, FieldValue sanity, FieldValue actual)
    {
        var problem = pair.Stripe.Problems.First(problem => problem.Path == path);
        _rejected.Add($"{problem.Sentence}; {sanity} was put back");
        _notes.Add(_rejected[^1]);
        _desired = _desired.With(path, sanity);
        Write(_toStripe, Side.Stripe, new(path, actual, sanity));
    }

    private void Write(List<FieldChange> changes, Side side, FieldChange change)
    {
        if (rules.OnlyTo is null || rules.OnlyTo == side)
            changes.Add(change);
    }

    private void Record(string path, Merged.Conflict conflict, string policy, Side? winner)
    {
        var open = pair.Open.FirstOrDefault(record => record.Path == path);
        if (
            open is { Winner: Side.Sanity }
            && open.StripeId != pair.Link.StripeId
            && open.Stripe != conflict.Stripe
        )
        {
            // It was another price's value that lost: no later edit of this one's, so its record stays as it is.
            _conflicts.Add(open with { ResolvedAt = rules.Now });
            open = null;
        }
        var record = new Conflict
        {
            Id = open?.Id ?? "",
            Family = pair.Link.Family,
            Type = pair.Link.Type,
            SanityId = pair.Link.SanityId,
            StripeId = pair.Link.StripeId,
            Path = path,
            Baseline = _link.BaselineOf(path) ?? FieldValue.Absent,
            Sanity = conflict.Sanity,
            Stripe = conflict.Stripe,
            Policy = policy,
            Winner = winner,
            Since = open?.Since ?? rules.Now,
        };
        if (record != open)
            _conflicts.Add(record);
    }

    // What opened or moved in this very comparison closes with the values it has now.
    private void Close(string path)
    {
        var current = _conflicts.Where(record => record.Path == path && record.ResolvedAt is null).ToList();
        _conflicts.RemoveAll(current.Contains);
        var untouched = pair
            .Open.Where(record => record.Path == path)
            .Where(record => current.Concat(_conflicts).All(moved => moved.Id != record.Id))
            .ToList();
        foreach (var record in current.Concat(untouched))
            _conflicts.Add(
                record with
                {
                    ResolvedAt = rules.Now,
                    Winner = record.Winner ?? Kept(record, path),
                }
            );
    }

    private Side? Kept(Conflict open, string path) =>
        pair.Sanity.Fields[path] == open.Sanity ? Side.Sanity
        : pair.Sanity.Fields[path] == open.Stripe ? Side.Stripe
        : null;
}
