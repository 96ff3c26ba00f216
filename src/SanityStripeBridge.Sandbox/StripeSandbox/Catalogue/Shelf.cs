namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>Objects in order of creation. The place of a removed object is remembered: it still works as a list cursor.</summary>
internal sealed class Shelf<T>
    where T : class
{
    private readonly List<T?> _places = [];
    private readonly Dictionary<string, int> _placeOf = new(StringComparer.Ordinal);

    /// <summary>An id with its new value, null once removed.</summary>
    public event Action<string, T?>? Changed;

    public T? this[string id] => _placeOf.TryGetValue(id, out var place) ? _places[place] : null;

    public IEnumerable<T> NewestFirst => Between(_places.Count, -1);

    public void Put(string id, T value)
    {
        if (_placeOf.TryGetValue(id, out var place) && _places[place] is not null)
            _places[place] = value;
        else
        {
            _placeOf[id] = _places.Count;
            _places.Add(value);
        }
        Changed?.Invoke(id, value);
    }

    public void Remove(string id)
    {
        _places[_placeOf[id]] = null;
        Changed?.Invoke(id, null);
    }

    public int? PlaceOf(string id) => _placeOf.TryGetValue(id, out var place) ? place : null;

    /// <summary>Newest first, strictly older than <paramref name="newest"/> and strictly newer than <paramref name="oldest"/>.</summary>
    public IEnumerable<T> Between(int newest, int oldest)
    {
        for (var place = Math.Min(newest, _places.Count) - 1; place > oldest; place--)
        {
            if (_places[place] is { } value)
                yield return value;
        }
    }
}
