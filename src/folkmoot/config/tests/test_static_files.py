import brotli

from folkmoot.config.static_files import Storage


def test_what_is_alike_is_compressed_once_and_lies_beside_each_name(tmp_path):
    names = ("app.css", "app.0123456789ab.css", "other.css")
    for name in names:
        (tmp_path / name).write_text("p { margin: 0 }\n" * (20 if name == "other.css" else 10))
    compressor = Storage(location=str(tmp_path), base_url="/static/").create_compressor(quiet=True)
    for name in names:
        assert len(list(compressor.compress(str(tmp_path / name)))) == 2
        assert brotli.decompress((tmp_path / f"{name}.br").read_bytes()) == (tmp_path / name).read_bytes()
    assert compressor.compress_brotli.cache_info().misses == compressor.compress_gzip.cache_info().misses == 2
