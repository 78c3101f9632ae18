import '@fontsource/shippori-mincho/600.css';
