namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>Walks the tree; never throws for data, only answers null.</summary>
internal static partial class GroqEvaluator
{
    public static object? Evaluate(GroqNode node, GroqScope scope) =>
        node switch
        {
            GroqNode.Literal literal => literal.Value,
            GroqNode.Parameter parameter => scope.Context.Parameters.GetValueOrDefault(parameter.Name),
            GroqNode.This => scope.Value,
            GroqNode.Parent parent => Above(scope, parent.Levels),
            GroqNode.Everything => scope.Context.Documents,
            GroqNode.Attribute attribute => GroqValues.Attribute(scope.Value, attribute.Name),
            GroqNode.Items items => Items(items, scope),
            GroqNode.Shape shape => Project(shape, scope),
            GroqNode.Unary unary => Unary(unary.Operator, Evaluate(unary.Operand, scope)),
            GroqNode.Binary binary => Binary(binary, scope),
            GroqNode.Call call => GroqFunctions.Invoke(call, scope),
            GroqNode.Order order => Ordered(order, scope),
            GroqNode.Traverse traverse => Walk(
                Evaluate(traverse.Base, scope),
                traverse.Steps,
                0,
                IsArray(traverse.Base),
                scope
            ),
            _ => null,
        };

    private static object? Above(GroqScope scope, int levels)
    {
        var at = scope;
        for (var i = 0; i < levels && at is not null; i++)
            at = at.Parent;
        return at?.Value;
    }

    private static List<object?> Items(GroqNode.Items items, GroqScope scope)
    {
        var list = new List<object?>();
        foreach (var (member, spread) in items.Members)
        {
            var value = Evaluate(member, scope);
            if (!spread)
                list.Add(value);
            else if (value is IReadOnlyList<object?> inner)
                list.AddRange(inner);
        }
        return list;
    }

    private static OrderedDictionary<string, object?> Project(GroqNode.Shape shape, GroqScope scope)
    {
        var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var entry in shape.Entries)
        {
            if (entry.Name is { } name)
                map[name] = Evaluate(entry.Value, scope);
            else if (
                (entry.When is null || Evaluate(entry.When, scope) is true)
                && Evaluate(entry.Value, scope) is OrderedDictionary<string, object?> spread
            )
                foreach (var (key, value) in spread)
                    map[key] = value;
        }
        return map;
    }

    private static List<object?>? Ordered(GroqNode.Order order, GroqScope scope)
    {
        if (Evaluate(order.Base, scope) is not IReadOnlyList<object?> list)
            return null;
        var rows = list.Select(value =>
                (Value: value, Keys: order.Keys.Select(key => Evaluate(key.Key, scope.Nest(value))).ToArray())
            )
            .ToList();
        var comparer = Comparer<object?[]>.Create(
            (left, right) =>
                order
                    .Keys.Select((key, i) => GroqValues.Rank(left[i], right[i]) * (key.Descending ? -1 : 1))
                    .FirstOrDefault(sign => sign != 0)
        );
        return [.. rows.OrderBy(row => row.Keys, comparer).Select(row => row.Value)];
    }

    private static bool IsArray(GroqNode node) =>
        node switch
        {
            GroqNode.Everything or GroqNode.Items or GroqNode.Order => true,
            GroqNode.Traverse traverse => YieldsArray(traverse.Steps, 0)
                || (IsArray(traverse.Base) && !traverse.Steps.Any(step => step is GroqStep.Element)),
            _ => false,
        };

    /// <summary>An array step keeps the array; the first plain step behind one is applied, with all that follows, to each element.</summary>
    private static object? Walk(
        object? value,
        IReadOnlyList<GroqStep> steps,
        int at,
        bool array,
        GroqScope scope
    )
    {
        if (at == steps.Count)
            return value;
        var step = steps[at];
        if (KeepsArray(steps, at))
            return Walk(Narrow(step, value, scope), steps, at + 1, true, scope);
        if (step is GroqStep.Element element)
            return Walk(At(value, element.Index), steps, at + 1, false, scope);
        if (!array)
            return Walk(Plain(step, value, scope), steps, at + 1, false, scope);
        if (value is not IReadOnlyList<object?> list)
            return null;
        var each = list.Select(item => Walk(item, steps, at, false, scope));
        return YieldsArray(steps, at)
            ? each.SelectMany(inner => inner as IReadOnlyList<object?> ?? [inner]).ToList()
            : each.ToList();
    }

    private static bool YieldsArray(IReadOnlyList<GroqStep> steps, int at)
    {
        if (at == steps.Count)
            return false;
        if (!KeepsArray(steps, at))
            return YieldsArray(steps, at + 1);
        for (var next = at + 1; next < steps.Count; next++)
            if (steps[next] is GroqStep.Element)
                return YieldsArray(steps, next + 1);
            else if (!KeepsArray(steps, next))
                return true;
        return true;
    }

    /// <summary>A projection behind which an array step or an element follows is applied to the elements, and the array goes on.</summary>
    private static bool KeepsArray(IReadOnlyList<GroqStep> steps, int at) =>
        steps[at].KeepsArray
        || (
            steps[at] is GroqStep.Project
            && at + 1 < steps.Count
            && (steps[at + 1] is GroqStep.Element || KeepsArray(steps, at + 1))
        );

    private static object? Plain(GroqStep step, object? value, GroqScope scope) =>
        step switch
        {
            GroqStep.Attribute attribute => GroqValues.Attribute(value, attribute.Name),
            GroqStep.Dereference => GroqValues.Attribute(value, "_ref") is string id
                ? scope.Context.Find(id)
                : null,
            GroqStep.Project project when value is OrderedDictionary<string, object?> => Project(
                project.Shape,
                scope.Nest(value)
            ),
            _ => null,
        };

    private static IReadOnlyList<object?>? Narrow(GroqStep step, object? value, GroqScope scope) =>
        value is not IReadOnlyList<object?> list
            ? null
            : step switch
            {
                GroqStep.Filter filter =>
                [
                    .. list.Where(item => Evaluate(filter.Condition, scope.Nest(item)) is true),
                ],
                GroqStep.Slice slice => Sliced(list, slice),
                GroqStep.Project => [.. list.Select(item => Plain(step, item, scope))],
                _ => list,
            };

    private static List<object?> Sliced(IReadOnlyList<object?> list, GroqStep.Slice slice)
    {
        var from = slice.From < 0 ? list.Count + slice.From : slice.From;
        var to = slice.To < 0 ? list.Count + slice.To : slice.To;
        if (slice.Inclusive)
            to++;
        from = Math.Clamp(from, 0, list.Count);
        to = Math.Clamp(to, from, list.Count);
        return [.. list.Skip(from).Take(to - from)];
    }

    private static object? At(object? value, int index)
    {
        if (value is not IReadOnlyList<object?> list)
            return null;
        var at = index < 0 ? list.Count + index : index;
        return at >= 0 && at < list.Count ? list[at] : null;
    }
}
