#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| baobiao_fuzz::targets::objects(data));
